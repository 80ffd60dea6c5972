//! A bare host page with a live tray in its corner, on the mock server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

use super::demo_api::{self, DemoError};
use crate::components::JobTray;
use crate::domain::id::ProcessId;
use crate::domain::job_type::JobType;
use crate::domain::language::Words;
use crate::domain::words;

/// What can be started here: the contract's types and one nobody has heard of.
const JOB_TYPES: [&str; 4] =
    ["ai_location_import", "ai_location_improvement", "csv_import", "nightly_report"];

/// `?base=/s/name` shows another of the mock server's worlds.
fn base_url() -> String {
    let search = window().location().search().unwrap_or_default();
    search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.strip_prefix("base="))
        .and_then(|value| js_sys::decode_uri_component(value).ok())
        .map(String::from)
        .filter(|base| base.starts_with('/') && !base.starts_with("//"))
        .unwrap_or_default()
}

/// The page. At `/processes/{id}` the tray follows that job alone.
#[component]
pub(super) fn LivePage() -> impl IntoView {
    let base = base_url();
    let ids = RwSignal::new(Vec::<ProcessId>::new());
    let trouble = RwSignal::new(None::<DemoError>);
    let open = RwSignal::new(true);
    let only = use_params_map().with_untracked(|params| params.get("id"));
    let load = {
        let (base, only) = (base.clone(), only.clone());
        move || {
            if let Some(id) = &only {
                ids.set(id.parse().into_iter().collect());
                return;
            }
            let base = base.clone();
            spawn_local(async move {
                match demo_api::list(&base).await {
                    Ok(found) => {
                        ids.set(found);
                        trouble.set(None);
                    }
                    Err(error) => trouble.set(Some(error)),
                }
            });
        }
    };
    load();
    let english = Words::default();
    let start = {
        let base = base.clone();
        move |job_type: &'static str| {
            let base = base.clone();
            spawn_local(async move {
                match demo_api::start(&base, job_type).await {
                    Ok(id) => {
                        ids.update(|ids| ids.push(id));
                        trouble.set(None);
                        open.set(true);
                    }
                    Err(error) => trouble.set(Some(error)),
                }
            });
        }
    };
    view! {
        <main class="preview">
            {heading(only)}
            {move || trouble.get().map(|error| notice(error, load.clone()))}
            <div class="preview__start" role="group" aria-label="Start a demo job">
                {JOB_TYPES
                    .map(|job_type| {
                        let start = start.clone();
                        view! {
                            <button type="button" data-job-type=job_type on:click=move |_| start(job_type)>
                                {format!("Start: {}", words::job_type(&english, &JobType::new(Some(job_type))))}
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
            <p class="preview__more">
                "The same tray as a custom element in a page of nobody’s framework: "
                <a rel="external" href="/host.html">
                    "host.html"
                </a> ". Every state of it, without any server: "
                <a href="/gallery">"the gallery"</a> "."
            </p>
        </main>
        <JobTray base_url=base process_ids=ids open />
    }
}

fn heading(only: Option<String>) -> impl IntoView {
    match only {
        None => view! {
            <h1>"Job Tray"</h1>
            <p>
                "This page stands for any web app. The tray in its corner follows the jobs of the "
                "mock server: start one, and watch it run, wait for review, fail or finish."
            </p>
        }
        .into_any(),
        Some(id) => view! {
            <h1>{format!("Job {id}")}</h1>
            <p>
                "This page stands for what a link in a mail leads to: the tray follows this one job. "
                <a rel="external" href="/">"All jobs"</a>
            </p>
        }
        .into_any(),
    }
}

fn notice(error: DemoError, load: impl Fn() + Clone + 'static) -> impl IntoView {
    let words = match error {
        DemoError::NoServer => {
            view! {
                "The mock server does not answer. Start it beside this page with "
                <code>"make mock"</code>
                ", or start both with "
                <code>"make serve"</code>
                "."
            }
        }
        .into_any(),
        DemoError::NotTheMock => {
            "What answers under /processes is not the mock server. Is another program on its port?"
                .into_any()
        }
    };
    view! {
        <p class="preview__notice" role="alert">
            {words} " " <button type="button" on:click=move |_| load()>"Try again"</button>
        </p>
    }
}
