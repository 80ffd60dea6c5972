//! What people read: each language in the views, mirrored where it has to be,
//! and what the browser makes of numbers and times.
#![cfg(all(target_arch = "wasm32", feature = "element"))]
#![allow(clippy::unwrap_used)]

mod web;

use std::rc::Rc;

use job_tray::domain::language::{Format, Words};
use job_tray::domain::words::messages::{MESSAGES, PLURALS};
use job_tray::transport::fake::FakeTransport;
use job_tray::transport::{BrowserTransport, StreamNews, Transport};
use job_tray::{LanguageOptions, ProcessId, TrayOptions, TrayStore, TrayView};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// 2026-11-24 08:00:00 UTC.
const EIGHT: i64 = 1_795_507_200_000;

const LANGUAGES: [(&str, &str); 5] = [
    ("ar", include_str!("../public/languages/ar.json")),
    ("de", include_str!("../public/languages/de.json")),
    ("es", include_str!("../public/languages/es.json")),
    ("fr", include_str!("../public/languages/fr.json")),
    ("ja", include_str!("../public/languages/ja.json")),
];

fn file(language: &str) -> &'static str {
    LANGUAGES.iter().find(|(name, _)| *name == language).unwrap().1
}

async fn settle() {
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// An open tray in a language, with job 1.
struct Page {
    fake: FakeTransport,
    store: TrayStore,
    place: HtmlElement,
    mounted: Option<UnmountHandle<AnyViewState>>,
}

impl Page {
    async fn open(language: &str, columns: &str) -> Self {
        let fake = FakeTransport::new(EIGHT);
        fake.set_language(language, BrowserTransport::default().formats());
        let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        let store = TrayStore::with_transport(TrayOptions::default(), Rc::new(fake.clone()));
        store.follow(vec![ProcessId::new(1)]);
        let shown = store.clone();
        let mounted = mount_to(place.clone(), move || {
            view! { <TrayView store=shown open=RwSignal::new(true) /> }.into_any()
        });
        let page = Self { fake, store, place, mounted: Some(mounted) };
        if language != "en" {
            assert!(page.fake.give_file(language, Some(file(language))));
        }
        assert!(page.fake.answer("/processes/1", 200, &format!(r#"{{"id":1,{columns}}}"#)));
        settle().await;
        page
    }

    async fn speak(&self, language: &str) {
        let tag = Some(language.to_owned());
        self.store.speak(LanguageOptions { tag, ..LanguageOptions::default() });
        if language != "en" {
            assert!(self.fake.give_file(language, Some(file(language))));
        }
        settle().await;
    }

    fn event(&self, columns: &str) {
        let data =
            format!(r#"{{"id":9,"process_id":1,"created_at":"2026-11-24 08:00:10",{columns}}}"#);
        let url = "/processes/1/stream";
        assert!(self.fake.stream(url, StreamNews::Opened));
        assert!(self.fake.stream(url, StreamNews::Message(data.as_str().into())));
    }

    /// Opens the details of job 1 and lets all of it be drawn.
    async fn open_details(&self) {
        self.fake.advance(100);
        self.find("[part=details-toggle]").click();
        gloo_timers::future::TimeoutFuture::new(60).await;
        settle().await;
    }

    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.place.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("{selector} is not there")).unchecked_into()
    }

    fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap()
    }

    /// Everything that is read or heard.
    fn all(&self) -> String {
        let mut all = self.place.text_content().unwrap();
        for name in ["aria-label", "title", "placeholder", "aria-valuetext"] {
            let labelled = self.place.query_selector_all(&format!("[{name}]")).unwrap();
            for at in 0..labelled.length() {
                let element: Element = labelled.get(at).unwrap().unchecked_into();
                all += " | ";
                all += &element.get_attribute(name).unwrap();
            }
        }
        all
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        drop(self.mounted.take());
        self.place.remove();
    }
}

const RUNNING: &str = r#""type":"csv_import","status":"running","progress_percent":42,
    "attempts":2,"started_at":"2026-11-24 07:56:55","current_step":"7 / 9""#;
const DONE: &str = r#""type":"csv_import","status":"completed","attempts":2,
    "summary":{"rows":[true,null,false]},"started_at":"2026-11-24 07:56:55",
    "finished_at":"2026-11-24 07:59:00""#;

/// English words of the table that a language does not share.
fn english(language: &str) -> Vec<&'static str> {
    let file = file(language);
    let plain = MESSAGES.iter().map(|message| message.english);
    let counted = PLURALS.iter().flat_map(|plural| [plural.one, plural.other]);
    plain
        .chain(counted)
        .flat_map(|text| text.split(['{', '}']).step_by(2))
        .map(|words| words.trim_matches(|c: char| !c.is_alphabetic()))
        .filter(|words| words.len() > 3 && !has_words(file, words))
        .collect()
}

/// Whether the text has these words, not as a part of others.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        ![before, after].iter().any(|it| it.is_some_and(char::is_alphabetic))
    })
}

#[wasm_bindgen_test]
async fn no_word_of_english_is_left_in_another_language() {
    for (language, _) in LANGUAGES {
        let english = english(language);
        assert!(english.len() > 80, "{}", english.len());
        for columns in [RUNNING, DONE] {
            let page = Page::open(language, columns).await;
            if columns == RUNNING {
                page.event(r#""type":null,"status":"running","progress_percent":43"#);
            }
            page.open_details().await;
            let all = page.all();
            for words in &english {
                assert!(!has_words(&all, words), "{language}: “{words}” in {all}");
            }
            let section = page.find("[part=tray]");
            assert_eq!(section.get_attribute("lang").as_deref(), Some(language));
        }
    }
}

#[wasm_bindgen_test]
async fn numbers_plurals_and_times_are_the_languages_own() {
    let page = Page::open("de", RUNNING).await;
    assert_eq!(page.text("[part=percent]"), "42\u{a0}%");
    assert_eq!(page.text("[part=elapsed]"), "3 Min. 5 Sek.");
    assert_eq!(page.text("[part=status]"), "Läuft");
    assert_eq!(page.text("[part=attempt]"), "Versuch 2");
    assert_eq!(page.text("[part=pill]"), "1 läuft");
    let bar = page.find("[role=progressbar]");
    assert_eq!(bar.get_attribute("aria-valuetext").as_deref(), Some("42\u{a0}%, 7 / 9"));
    assert_eq!(bar.get_attribute("aria-valuenow").as_deref(), Some("42"));
    let label = page.find("[data-action=cancel]").get_attribute("aria-label");
    assert_eq!(label.as_deref(), Some("Abbrechen: CSV-Import"));
    let page = Page::open("fr", RUNNING).await;
    let label = page.find("[data-action=cancel]").get_attribute("aria-label");
    assert_eq!(label.as_deref(), Some("Annuler : Import CSV"));
}

#[wasm_bindgen_test]
async fn a_new_language_redraws_the_words_and_leaves_the_rest_as_it_was() {
    let page = Page::open("de", RUNNING).await;
    page.event(r#""type":"hint","message":"Hallo","progress_percent":43"#);
    page.open_details().await;
    let (row, button) = (page.find("[part=job]"), page.find("[data-action=cancel]"));
    button.focus().unwrap();
    assert_eq!(page.text("[data-action=cancel]"), "Abbrechen");
    for (language, cancel, log) in
        [("ja", "キャンセル", "ログ"), ("en", "Cancel", "Log"), ("es", "Cancelar", "Registro")]
    {
        page.speak(language).await;
        gloo_timers::future::TimeoutFuture::new(60).await;
        assert_eq!(page.text("[data-action=cancel]"), cancel);
        let name = page.find("[part=events]").get_attribute("aria-label");
        assert_eq!(name.as_deref(), Some(log));
        assert!(page.text("[part=event]").contains("Hallo"));
    }
    assert_eq!(page.find("[part=job]"), row);
    let toggle = page.find("[part=details-toggle]").get_attribute("aria-expanded");
    assert_eq!(toggle.as_deref(), Some("true"), "what was open stays open");
    assert_eq!(document().active_element().unwrap(), *button, "the focus stays");
}

#[wasm_bindgen_test]
async fn arabic_is_mirrored_and_text_of_the_server_keeps_its_own_direction() {
    let columns = RUNNING.replace("7 / 9", "Rows of “données.csv” (7)");
    let page = Page::open("ar", &columns).await;
    let middle = window().inner_width().unwrap().as_f64().unwrap() / 2.0;
    let side = |selector: &str| page.find(selector).get_bounding_client_rect().x() < middle;
    let direction = |selector: &str| {
        let style = window().get_computed_style(&page.find(selector)).unwrap().unwrap();
        style.get_property_value("direction").unwrap()
    };
    assert_eq!(page.find("[part=tray]").get_attribute("dir").as_deref(), Some("rtl"));
    assert_eq!(direction("[part=job]"), "rtl");
    assert!(side("[part=pill]"), "the tray stands in the other corner");
    assert_eq!(direction("[part=step] bdi"), "ltr");
    let name = page.find("[part=name]").get_bounding_client_rect();
    let cancel = page.find("[data-action=cancel]").get_bounding_client_rect();
    assert!(cancel.x() < name.x(), "buttons stand where a line ends");
    page.speak("en").await;
    assert_eq!(page.find("[part=tray]").get_attribute("dir").as_deref(), Some("ltr"));
    assert!(!side("[part=pill]"));
}

#[wasm_bindgen_test]
async fn long_german_and_two_directions_at_once_stay_inside_a_narrow_tray() {
    let long = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung";
    let columns = format!(
        r#""type":"{long}","status":"failed","attempts":1234567,"current_step":"{long} {long}",
        "related_type":"{long}","related_id":7,"error_message":"{long} שגיאה 42 خطأ {long}",
        "started_at":"2026-11-24 07:56:55","finished_at":"2026-11-24 07:59:00",
        "summary":{{"{long}":"{long}"}}"#
    );
    for language in ["de", "ar"] {
        let page = Page::open(language, &columns).await;
        let panel = page.find("[part=panel]");
        panel.style().set_property("inline-size", "288px").unwrap();
        page.open_details().await;
        let edge = panel.get_bounding_client_rect();
        let inside = page.place.query_selector_all("[part=panel] *").unwrap();
        for at in 0..inside.length() {
            let element: Element = inside.get(at).unwrap().unchecked_into();
            let it = element.get_bounding_client_rect();
            let fits = it.left() >= edge.left() - 1.0 && it.right() <= edge.right() + 1.0;
            let class = element.get_attribute("class").unwrap_or_default();
            assert!(it.width() == 0.0 || fits, "{language}: {} {class}", element.tag_name());
        }
        assert!(panel.scroll_width() <= panel.client_width(), "{language}: nothing is cut off");
    }
}

#[wasm_bindgen_test]
fn the_browser_knows_plural_forms_numbers_and_times() {
    let write = BrowserTransport::default().formats();
    let plural = |tag, count| write(tag, Format::Plural, count);
    let arabic = [0.0, 1.0, 2.0, 3.0, 11.0, 100.0].map(|count| plural("ar", count));
    assert_eq!(arabic, ["zero", "one", "two", "few", "many", "other"]);
    assert_eq!([plural("fr", 0.0), plural("de", 0.0)], ["one", "other"]);
    assert_eq!(write("de-DE", Format::Number, 12_345.0), "12.345");
    assert_eq!(write("en-GB", Format::Number, 12_345.0), "12,345");
    let words = |tag| Words::new(tag, Vec::new(), write);
    assert_eq!(words("en").duration(185_000), "3 min 5 s");
    assert_eq!(words("ja").duration(185_000), "3 分 5 秒");
    assert_eq!(words("de").ago(3 * 86_400_000), "vor 3 Tagen");
    assert_eq!(words("es").ago(0), "ahora");
    let at = job_tray::protocol::timestamp::parse("2026-11-24T20:01:02Z").unwrap();
    let date = js_sys::Date::new(&"2026-11-24T20:01:02Z".into());
    let hour = format!("{:02}:01:02", date.get_hours());
    assert_eq!(words("de").time(at), hour, "where the user is");
    assert_eq!(words("de").date_time(at), format!("{:02}.11.2026, {hour}", date.get_date()));
    // Whatever the tag, there is an answer.
    assert_eq!(write("no such tag", Format::Number, 7.0), "7");
}
