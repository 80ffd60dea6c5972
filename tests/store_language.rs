//! What the tray speaks: the host's wish, the page's language, files that come,
//! and files that do not.
#![cfg(all(feature = "ui", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use job_tray::domain::action::Action;
use job_tray::domain::format::english;
use job_tray::domain::words;
use job_tray::transport::fake::FakeTransport;
use job_tray::{LanguageOptions, TrayOptions, TrayStore};
use leptos::prelude::*;

const GERMAN: &str = include_str!("../public/languages/de.json");

fn tray(language: LanguageOptions, page: &str) -> (TrayStore, FakeTransport) {
    let fake = FakeTransport::default();
    fake.set_language(page, english);
    let options = TrayOptions { language, ..TrayOptions::default() };
    (TrayStore::with_transport(options, Rc::new(fake.clone())), fake)
}

fn speaking(tag: &str) -> LanguageOptions {
    LanguageOptions { tag: Some(tag.to_owned()), ..LanguageOptions::default() }
}

fn with_strings(language: LanguageOptions, strings: &[(&str, &str)]) -> LanguageOptions {
    let strings = strings.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    LanguageOptions { strings: strings.collect(), ..language }
}

/// The tag, and what Retry and Cancel are called.
fn told(store: &TrayStore) -> (String, String, String) {
    store.words().with_untracked(|it| {
        let action = |action| words::action(it, action);
        (it.tag().to_owned(), action(Action::Retry), action(Action::Cancel))
    })
}

#[track_caller]
fn check(store: &TrayStore, tag: &str, retry: &str, cancel: &str) {
    assert_eq!(told(store), (tag.to_owned(), retry.to_owned(), cancel.to_owned()));
}

fn awaits(store: &TrayStore) -> bool {
    store.awaits_words().get_untracked()
}

#[test]
fn english_is_there_at_once_and_reads_nothing() {
    let (store, fake) = tray(LanguageOptions::default(), "en-GB");
    assert!(fake.files().is_empty() && !awaits(&store));
    check(&store, "en-GB", "Retry", "Cancel");
    assert_eq!(fake.timers(), 0);
}

#[test]
fn the_host_comes_before_the_place_and_the_place_before_the_browser() {
    let (_store, fake) = tray(LanguageOptions::default(), "fr-CA");
    assert_eq!(fake.files(), ["fr"]);
    let place = LanguageOptions { page_tag: Some("ja".into()), ..LanguageOptions::default() };
    let (_store, fake) = tray(place.clone(), "fr");
    assert_eq!(fake.files(), ["ja"]);
    let host = LanguageOptions { tag: Some("de_AT".into()), ..place };
    let (store, fake) = tray(host, "fr");
    assert_eq!(fake.files(), ["de"]);
    assert!(fake.give_file("de", Some(GERMAN)));
    check(&store, "de-AT", "Wiederholen", "Abbrechen");
}

#[test]
fn the_tray_stays_away_until_its_words_have_come_but_a_second_at_most() {
    let (store, fake) = tray(speaking("de"), "en");
    assert!(awaits(&store));
    fake.advance(999);
    assert!(awaits(&store));
    fake.advance(1);
    assert!(!awaits(&store));
    check(&store, "en", "Retry", "Cancel");
    fake.give_file("de", Some(GERMAN));
    check(&store, "de", "Wiederholen", "Abbrechen");
    let (store, fake) = tray(speaking("de"), "en");
    fake.give_file("de", Some(GERMAN));
    assert!(!awaits(&store));
    assert_eq!(fake.timers(), 0, "nothing is waited for any more");
}

#[test]
fn a_file_that_cannot_be_read_leaves_english() {
    for file in [None, Some("<!doctype html>"), Some("[]"), Some("")] {
        let (store, fake) = tray(speaking("de"), "en");
        fake.give_file("de", file);
        assert!(!awaits(&store));
        check(&store, "en", "Retry", "Cancel");
    }
}

#[test]
fn a_file_with_holes_is_filled_with_english() {
    let (store, fake) = tray(speaking("de"), "en");
    fake.give_file("de", Some(r#"{"action.retry": "Nochmal", "action.cancel": 7}"#));
    check(&store, "de", "Nochmal", "Cancel");
}

#[test]
fn any_word_is_the_hosts_to_set_with_and_without_a_file() {
    let own = [("action.retry", "Neustart")];
    let (store, fake) = tray(with_strings(speaking("de"), &own), "en");
    fake.give_file("de", Some(GERMAN));
    check(&store, "de", "Neustart", "Abbrechen");
    let (store, _) = tray(with_strings(LanguageOptions::default(), &own), "en");
    check(&store, "en", "Neustart", "Cancel");
    store.speak(LanguageOptions::default());
    check(&store, "en", "Retry", "Cancel");
}

#[test]
fn a_language_without_a_file_is_english_unless_the_host_brings_words_or_files() {
    let (store, fake) = tray(speaking("it"), "en");
    assert!(fake.files().is_empty());
    check(&store, "en", "Retry", "Cancel");
    let own = [("action.retry", "Riprova")];
    let (store, _) = tray(with_strings(speaking("it"), &own), "en");
    check(&store, "it", "Riprova", "Cancel");
    let page = LanguageOptions { page_tag: Some("it".into()), ..LanguageOptions::default() };
    let (store, _) = tray(with_strings(page, &own), "en");
    check(&store, "en", "Riprova", "Cancel");
    let folder = LanguageOptions { files_url: Some("/words".into()), ..speaking("it-CH") };
    let (store, fake) = tray(folder, "en");
    assert_eq!(fake.files(), ["/words/it"]);
    fake.give_file("/words/it", Some(r#"{"action.cancel": "Annulla"}"#));
    check(&store, "it-CH", "Retry", "Annulla");
}

#[test]
fn what_can_be_no_language_is_english() {
    for odd in ["../../secret", "de\u{0}", "", "d e", "überlang", "-"] {
        let options = LanguageOptions { files_url: Some("/words".into()), ..speaking(odd) };
        let (store, fake) = tray(options, "fr");
        assert!(fake.files().is_empty(), "{odd}");
        check(&store, "en", "Retry", "Cancel");
    }
}

#[test]
fn the_last_wish_counts_and_until_it_is_met_the_tray_goes_on_as_before() {
    let (store, fake) = tray(speaking("de"), "en");
    fake.give_file("de", Some(GERMAN));
    store.speak(speaking("fr"));
    assert!(!awaits(&store), "it does not go away again");
    check(&store, "de", "Wiederholen", "Abbrechen");
    store.speak(speaking("ja"));
    assert_eq!(fake.files(), ["ja"], "nobody waits for French any more");
    store.speak(speaking("en"));
    assert!(fake.files().is_empty());
    check(&store, "en", "Retry", "Cancel");
}

#[test]
fn a_file_is_read_once_however_often_the_host_sets_something() {
    let (store, fake) = tray(speaking("de"), "en");
    fake.give_file("de", Some(GERMAN));
    store.speak(with_strings(speaking("de-CH"), &[("action.retry", "Nochmal")]));
    assert!(fake.files().is_empty());
    check(&store, "de-CH", "Nochmal", "Abbrechen");
    let folder = Some("/words".to_owned());
    store.speak(LanguageOptions { files_url: folder, ..speaking("de") });
    assert_eq!(fake.files(), ["/words/de"], "another folder is another file");
}

#[test]
fn nothing_is_left_of_a_tray_that_waited_for_words() {
    let (store, fake) = tray(speaking("de"), "en");
    drop(store);
    assert!(fake.files().is_empty());
    assert_eq!(fake.timers(), 0);
}
