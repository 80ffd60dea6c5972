//! A job's event log: a part of it at a time, as long as it may be.

use leptos::ev;
use leptos::html::Ol;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::job_details::{button, heading};
use super::markup::{Live, Made, make};
use super::rows::rows;
use super::slices::{flag, say, spoken, text, words as language};
use crate::domain::digest::Digest;
use crate::domain::event::ProcessEvent;
use crate::domain::format;
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::log_look::{LogLook, LogPage, Move};
use crate::domain::words::job_details as detail_words;
use crate::domain::words::messages::Message;
use crate::domain::words::{self, messages};

/// How near an end of the list the next part is fetched, and how near the
/// bottom counts as there, CSS pixels.
const NEAR: i32 = 64;
const THERE: i32 = 8;
/// Shorter logs are read faster than searched.
const SEARCHED: u64 = 8;

/// On the page stand a few dozen events; scrolling brings others. Follows the
/// newest until the user scrolls up, and again when they are back.
#[component]
pub(super) fn EventLog(job: Signal<Job>, digest: Memo<Digest>) -> impl IntoView {
    let look = RwSignal::new(LogLook::default());
    let page = Memo::new(move |_| look.with(|look| job.with(|job| look.page(&job.log))));
    let list = NodeRef::<Ol>::new();
    // Where the list was last put or seen: whoever is above that scrolled up.
    let stood = StoredValue::new(0_i32);
    let move_to =
        move |how| look.update(|look| *look = job.with_untracked(|it| look.moved(&it.log, how)));
    let follow = move || look.update(|look| look.from = None);

    Effect::new(move |_| {
        if page.with(|page| page.after == 0) && look.with(LogLook::follows) {
            before_painting(list, move |list| {
                if look.with_untracked(LogLook::follows) {
                    list.set_scroll_top(list.scroll_height());
                    stood.set_value(list.scroll_top());
                }
            });
        }
    });
    let scrolled = move |_: ev::Event| {
        let Some(list) = list.get_untracked() else { return };
        let top = list.scroll_top();
        let below = list.scroll_height() - list.client_height() - top;
        let went_up = top < stood.get_value();
        stood.set_value(top);
        let (before, after) = page.with_untracked(|page| (page.before, page.after));
        let follows = look.with_untracked(LogLook::follows);
        let stays = if top < NEAR && before > 0 && went_up {
            move_to(Move::Earlier);
            list.first_element_child()
        } else if below < NEAR && after > 0 {
            move_to(Move::Later);
            list.last_element_child()
        } else {
            if below <= THERE && !follows {
                follow();
            } else if follows && went_up && below > THERE {
                move_to(Move::Hold);
            }
            None
        };
        if let Some(stays) = stays {
            keep_in_place(list.into(), stays, stood);
        }
    };
    let pressed = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Home" => move_to(Move::First),
        "End" => follow(),
        _ => {}
    };
    let searched = move |event| {
        let search = event_target_value(&event).trim().to_owned();
        look.update(|look| *look = LogLook { search, from: None, ..look.clone() });
    };
    let chosen = move |event| {
        let event_type = event_target_value(&event);
        look.update(|look| *look = LogLook { event_type, from: None, ..look.clone() });
    };
    let types = move || (0..digest.with(|it| it.types().len() as u64)).collect();
    let type_of = move |place| {
        Made::drawn(move || {
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            let name = digest.with_untracked(|it| it.types().get(place).cloned());
            let name = name.unwrap_or_default();
            make("option", "").attr("value", &name).text(&words::event_type(&spoken(), Some(&name)))
        })
    };
    let line = move |id| {
        Made::drawn(move || {
            job.with_untracked(|job| {
                let event = job.log.get(job.log.place_of(id));
                event.map_or_else(|| make("li", ""), |event| event_line(&spoken(), event))
            })
        })
    };
    let note = note(job, look, page);
    let never = flag(job, |job| job.is_terminal() && job.log.total() == 0);
    let few = Signal::derive(move || job.with(|job| job.log.total()) < SEARCHED);
    view! {
        <section class="job-tray__section job-tray__log" part="log" hidden=never>
            {Made::drawn(move || head(job))}
            <div class="job-tray__log-search" hidden=few>
                <input
                    type="search"
                    class="job-tray__field"
                    part="log-search"
                    aria-label=say(messages::SEARCH_LOG)
                    placeholder=say(messages::SEARCH_LOG)
                    on:input=searched
                />
                <select
                    class="job-tray__field"
                    part="log-type"
                    aria-label=say(messages::EVENT_TYPE)
                    hidden=Signal::derive(move || digest.with(|it| it.types().len() < 2))
                    on:change=chosen
                >
                    <option value="">{say(messages::ALL_TYPES)}</option>
                    {rows(types, type_of)}
                </select>
            </div>
            <ol
                class="job-tray__events"
                part="events"
                tabindex="0"
                aria-live="off"
                aria-label=say(messages::LOG)
                hidden=Signal::derive(move || page.with(|page| page.ids.is_empty()))
                node_ref=list
                on:scroll=scrolled
                on:keydown=pressed
            >
                {rows(move || page.with(|page| page.ids.clone()), line)}
            </ol>
            <div class="job-tray__log-foot">
                <bdi class="job-tray__note" part="log-part">{note}</bdi>
                <button
                    type="button"
                    class="job-tray__tool"
                    part="follow"
                    hidden=Signal::derive(move || look.with(LogLook::follows))
                    on:click=move |_| {
                        follow();
                        // The button goes away; the list it speaks of takes the focus.
                        if let Some(list) = list.get_untracked() {
                            let _ = list.focus();
                        }
                    }
                >
                    {say(messages::FOLLOW)}
                </button>
            </div>
        </section>
    }
}

/// Which part is shown, or why there is nothing.
fn note(job: Signal<Job>, look: RwSignal<LogLook>, page: Memo<LogPage>) -> Signal<String> {
    let language = language();
    Memo::new(move |_| {
        let words = language.get();
        let (count, dropped) = job.with(|job| (job.log.len(), job.log.dropped()));
        let part = page.with(|page| match page.ids.len() {
            0 if count == 0 => words.say(messages::NO_EVENTS),
            0 => words.say(messages::NO_EVENT_FITS),
            shown if shown == page.found() && !look.with(LogLook::selects) => String::new(),
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
    .into()
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
    let mut line = make("li", "event").part("event");
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

/// Does it to the list when the next frame is about to be painted, once it holds
/// what it is to show.
fn before_painting(list: NodeRef<Ol>, then: impl FnOnce(HtmlElement) + 'static) {
    request_animation_frame(move || {
        if let Some(Some(list)) = list.try_get_untracked() {
            then(list.into());
        }
    });
}

/// What is read stays where it is although lines come above it. The browser does
/// so too where it can; Safari cannot.
fn keep_in_place(list: HtmlElement, stays: Element, stood: StoredValue<i32>) {
    let Ok(stays) = stays.dyn_into::<HtmlElement>() else { return };
    let before = stays.offset_top() - list.scroll_top();
    request_animation_frame(move || {
        list.set_scroll_top(stays.offset_top() - before);
        stood.try_set_value(list.scroll_top());
    });
}
