//! A job's event log: a part of it at a time, as long as it may be.

use leptos::prelude::*;

use super::job_details::{button, heading};
use super::list_view::ListView;
use super::log_line::LogLine;
use super::log_scroll::LogScroll;
use super::markup::{Live, Made, make, make_button, value_of};
use super::slices::{spoken, text, told, told_when, when, words as language};
use crate::domain::event::ProcessEvent;
use crate::domain::format;
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::log_look::{LogLook, LogView};
use crate::domain::words::job_details as detail_words;
use crate::domain::words::messages::Message;
use crate::domain::words::{self, messages};

/// Shorter logs are read faster than searched.
const SEARCHED: u64 = 8;

/// On the page stand a few dozen events; scrolling brings others. Follows the
/// newest until the user scrolls up, and again when they are back.
pub(super) fn event_log(job: Signal<Job>, look: RwSignal<LogView>, list_of_jobs: ListView) -> Made {
    let known = when(job, |job| !job.is_terminal() || job.log.total() > 0);
    let list = make("ol", "events")
        .part("events")
        .attr("role", "list")
        .attr("tabindex", "0")
        .attr("aria-live", "off")
        .attr("aria-label", &spoken().say(messages::LOG))
        .live(Live::Shown, shown(look, |it| !it.page.ids.is_empty()))
        .rows(move || look.with(|it| it.page.ids.clone()), move |id| line(job, id));
    let Some(element) = list.element() else { return list };
    let scroll = LogScroll::new(job, look, list_of_jobs, element.clone());
    let (seen, back) = (scroll.clone(), scroll.clone());
    let list = list.on("scroll", move |_| seen.scrolled());
    let list = LogLine::new(element, scroll).watch(list);
    let follow = make_button("tool")
        .part("follow")
        .text(&spoken().say(messages::FOLLOW))
        .live(Live::Shown, shown(look, |it| !it.look.follows()))
        .on("click", move |_| back.follow());
    let foot = make("div", "log-foot")
        .with(make("bdi", "note").part("log-part").live(Live::Text, note(job, look)))
        .with(follow);
    make("section", "section")
        .part("log")
        .live(Live::Shown, known)
        .with(head(job))
        .with(search(job, look))
        .with(list)
        .with(foot)
}

/// The fields that choose what is shown.
fn search(job: Signal<Job>, look: RwSignal<LogView>) -> Made {
    let many = when(job, |job| job.log.total() >= SEARCHED);
    let change = move |look_at: &dyn Fn(&mut LogLook)| {
        look.update(|view| {
            let mut look = LogLook { from: None, ..view.look.clone() };
            look_at(&mut look);
            job.with_untracked(|job| view.look_at(&job.log, look));
        });
    };
    let field = |tag: &str, part: &str, name: Message| {
        make(tag, "field").part(part).attr("aria-label", &spoken().say(name))
    };
    let text = field("input", "log-search", messages::SEARCH_LOG)
        .attr("type", "search")
        .attr("placeholder", &spoken().say(messages::SEARCH_LOG))
        .on("input", move |event| {
            let search = value_of(event);
            change(&|look| look.search = search.trim().to_owned());
        });
    // By name: one that comes late may come to stand before others.
    let types = move || look.with(|it| it.digest.types().iter().map(|name| key_of(name)).collect());
    let type_of = move |key| {
        let name = look.with_untracked(|it| {
            it.digest.types().iter().find(|name| key_of(name) == key).cloned()
        });
        let name = name.unwrap_or_default();
        make("option", "").attr("value", &name).text(&words::event_type(&spoken(), Some(&name)))
    };
    let choice = field("select", "log-type", messages::EVENT_TYPE)
        .live(Live::Shown, shown(look, |it| it.digest.types().len() > 1))
        .with(make("option", "").attr("value", "").text(&spoken().say(messages::ALL_TYPES)))
        .rows(types, type_of)
        .on("change", move |event| {
            let event_type = value_of(event);
            change(&|look| look.event_type.clone_from(&event_type));
        });
    make("div", "log-search").live(Live::Shown, many).with(text).with(choice)
}

/// A number for a name, the same for the same name (FNV-1a).
fn key_of(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Some text while it holds, for [`Live::Shown`].
fn shown(look: RwSignal<LogView>, holds: fn(&LogView) -> bool) -> Signal<String> {
    told_when(move || look.with(holds))
}

fn line(job: Signal<Job>, id: u64) -> Made {
    job.with_untracked(|job| {
        let event = job.log.get(job.log.place_of(id));
        event.map_or_else(|| make("li", ""), |event| event_line(&spoken(), event))
    })
}

/// Which part is shown, or why there is nothing.
fn note(job: Signal<Job>, look: RwSignal<LogView>) -> Signal<String> {
    let language = language();
    told(move || {
        let words = language.get();
        let (count, dropped) = job.with(|job| (job.log.len(), job.log.dropped()));
        let part = look.with(|LogView { look, page, .. }| match page.ids.len() {
            0 if count == 0 => words.say(messages::NO_EVENTS),
            0 => words.say(messages::NO_EVENT_FITS),
            shown if shown == page.found() && !look.selects() => String::new(),
            shown => {
                let (first, last) = (page.before + 1, page.before + shown);
                detail_words::log_part(&words, first, last, page.found(), count)
            }
        });
        match dropped {
            0 => part,
            dropped => {
                format!("{part} {}", words::dropped_events(&words, dropped)).trim_start().to_owned()
            }
        }
    })
}

fn head(job: Signal<Job>) -> Made {
    let count = text(job, |words, job| match job.log.total() {
        0 => String::new(),
        total => words::events(words, total),
    });
    let tools = make("div", "tools")
        .live(Live::Shown, count)
        .with(button("copy-log", messages::COPY_LOG))
        .with(save("save-text", messages::TEXT_FILE, messages::SAVE_TEXT))
        .with(save("save-json", messages::JSON_FILE, messages::SAVE_JSON))
        .with(make("span", "live").attr("aria-live", "polite"));
    make("div", "section-head")
        .with(heading(messages::LOG))
        .with(make("bdi", "note").part("log-count").live(Live::Text, count))
        .with(tools)
}

/// Short, with a mark that the style sheet draws; the name tells what it does.
fn save(name: &str, label: Message, whole: Message) -> Made {
    let whole = spoken().say(whole);
    button(name, label).attr("aria-label", &whole).attr("title", &whole)
}

fn event_line(words: &Words, event: &ProcessEvent) -> Made {
    let mut line = make("li", "event")
        .part("event")
        .attr("tabindex", "-1")
        .attr("data-event", &event.id.to_string());
    if let Some(event_type) = &event.event_type {
        line = line.attr("data-type", event_type);
    }
    if let Some(at) = event.created_at {
        let time = make("time", "event-time")
            .attr("datetime", &format::timestamp(at))
            .attr("title", &words.date_time(at));
        line = line.with(time.text(&words.time(at)));
    }
    line = line.with(make("bdi", "event-text").text(&detail_words::event(words, event)));
    match event.progress_percent {
        Some(percent) => {
            line.with(make("bdi", "event-percent").text(&words.percent(percent.shown())))
        }
        None => line,
    }
}
