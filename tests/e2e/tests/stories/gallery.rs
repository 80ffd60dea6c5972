//! The gallery: stories that need no server, their controls and their addresses.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::{JobTrayPage, Mock, TraySeen, story};
use serde_json::{Value, json};

/// Waits until the script in the page answers something that is not empty, and gives that.
async fn until(page: &JobTrayPage, what: &str, script: &str) -> Value {
    let wait = format!(
        "const [done] = arguments;
         const look = () => {{
             const found = (() => {{ {script} }})();
             if (found) done(found); else setTimeout(look, 10);
         }};
         look();"
    );
    let found = page.client().execute_async(&wait, Vec::new()).await;
    found.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// What the frame of the story shows of its first job: status, per cent and line.
const FRAME: &str = "
    const frame = document.querySelector('iframe.stage__frame').contentDocument;
    const row = frame?.querySelector('[part=job]');
    const percent = row?.querySelector('[part=percent]')?.textContent;
";

async fn open(page: &JobTrayPage, mock: &Mock, path: &str) {
    page.open(&mock.server.url(path)).await;
}

fn is(tray: &TraySeen, status: &str, line: &str) -> bool {
    tray.rows.first().is_some_and(|row| row.is(status) && row.line_is(line))
}

#[test]
fn a_story_is_played_without_asking_any_server() {
    story("gallery-alone", async |page, mock| {
        open(page, mock, "/gallery").await;
        until(page, "the list", "return document.querySelector('a[data-story=running]');").await;
        page.click_outside("a[data-story=running]").await;
        let running = format!("{FRAME} return percent === '42 %' && row.dataset.status;");
        assert_eq!(until(page, "the job runs", &running).await, "running");
        let source = "return document.querySelector('.story__source code').textContent;";
        let source = until(page, "its source", source).await;
        assert!(source.as_str().unwrap().starts_with("fn running(script: &mut Script)"));

        // The clock stands until it is told otherwise.
        page.click_outside(".clock [aria-label=Step] button:nth-child(2)").await;
        until(page, "a step on", &format!("{FRAME} return percent === '55 %';")).await;
        page.click_outside("[data-knob=speed] [data-value='60']").await;
        let over = format!("{FRAME} return row.dataset.status === 'completed';");
        until(page, "a fast clock ends it", &over).await;
        let report = mock.server.session("demo").report().await;
        assert_eq!(report.requests.total, 0, "nobody was asked: {report:#?}");
    });
}

#[test]
fn the_controls_stand_in_the_address_and_dress_the_frame() {
    story("gallery-controls", async |page, mock| {
        open(page, mock, "/gallery/failed?theme=dark").await;
        let dressed = "
            const root = document.querySelector('iframe.stage__frame')?.contentDocument.documentElement;
            return root?.dataset.story === 'failed' && root.style.colorScheme === 'dark';
        ";
        until(page, "what the address says", dressed).await;
        for (knob, value) in [("dir", "rtl"), ("width", "320"), ("text", "200")] {
            page.click_outside(&format!("[data-knob={knob}] [data-value='{value}']")).await;
        }
        let dressed = "
            const frame = document.querySelector('iframe.stage__frame');
            const root = frame.contentDocument.documentElement;
            return root.dir === 'rtl' && root.style.fontSize === '200%' && frame.clientWidth === 320;
        ";
        until(page, "what the controls say", dressed).await;
        let search = until(page, "the address", "return location.search;").await;
        assert_eq!(search, "?theme=dark&dir=rtl&width=320&text=200");
        page.click_outside("nav a[href^='/gallery/cancelled']").await;
        until(page, "the next story looks the same", "
            const root = document.querySelector('iframe.stage__frame')?.contentDocument.documentElement;
            return root?.dataset.story === 'cancelled' && root.dir === 'rtl';
        ")
        .await;
    });
}

#[test]
fn a_story_alone_is_a_page_like_any_other() {
    story("gallery-bare", async |page, mock| {
        open(page, mock, "/gallery/line-signed-out?view=bare&dir=rtl").await;
        let tray = page.eventually("it is signed out", |tray| {
            tray.rows.iter().any(|row| row.line_is("signed-out")) && tray.notice.is_some()
        });
        assert_eq!(tray.await.rows.len(), 2);
        open(page, mock, "/gallery/no-such-story").await;
        let heading = "return document.querySelector('h1')?.textContent;";
        assert_eq!(until(page, "words", heading).await, "Nothing here");
    });
}

#[test]
fn a_job_has_an_address_of_its_own() {
    story("gallery-deep-link", async |page, mock| {
        mock.create(json!({ "id": 4, "type": "csv_import", "status": "cancelled" })).await;
        mock.create_running(&[5]).await;
        open(page, mock, &format!("/processes/4?base=/s/{}", mock.session.name())).await;
        let tray = page.eventually("that job", |tray| is(tray, "cancelled", "settled")).await;
        assert_eq!(tray.ids(), ["4"]);
    });
}

#[test]
fn tokens_are_changed_live_and_exported() {
    story("gallery-tokens", async |page, mock| {
        open(page, mock, "/gallery/tokens").await;
        let background = "
            const frame = document.querySelector('iframe.stage__frame')?.contentDocument;
            const panel = frame?.querySelector('[part=panel]');
            return panel && frame.defaultView.getComputedStyle(panel).backgroundColor;
        ";
        let before = until(page, "the tray", background).await;
        let type_in = "
            const input = document.getElementById('--job-tray-surface');
            input.value = 'light-dark(#112233, #112233)';
            input.dispatchEvent(new Event('input', { bubbles: true }));
            return true;
        ";
        until(page, "typing", type_in).await;
        let colour = format!(
            "const is = () => {{ {background} }}; return is() === 'rgb(17, 34, 51)' && is();"
        );
        assert_ne!(until(page, "the new colour", &colour).await, before);
        let sheet = until(page, "the sheet", "return document.querySelector('textarea').value;");
        let wanted =
            "job-tray,\n.job-tray {\n  --job-tray-surface: light-dark(#112233, #112233);\n}\n";
        assert_eq!(sheet.await, wanted);
    });
}

#[test]
fn a_thousand_jobs_are_six_hundred_elements_wherever_the_list_is_scrolled_to() {
    story("gallery-thousand", async |page, mock| {
        open(page, mock, "/gallery/jobs-1000?view=bare").await;
        for part in [0.0, 0.3, 1.0, 0.7, 0.0] {
            // What is seen has no hole, from the top of the list to its end.
            let seen = format!(
                "const list = document.querySelector('[part=list]');
                 if (!list || list.scrollHeight < 30000) return null;
                 const place = Math.round({part} * (list.scrollHeight - list.clientHeight));
                 if (Math.abs(list.scrollTop - place) > 200) {{
                     list.scrollTop = place;
                     return null;
                 }}
                 const frame = list.getBoundingClientRect();
                 const rows = [...list.children].map((it) => it.getBoundingClientRect())
                     .filter((it) => it.bottom > frame.top && it.top < frame.bottom);
                 const whole = rows.reduce((sum, it) => sum + it.height, 0);
                 const tray = document.querySelectorAll('[part=tray] *').length;
                 return whole >= frame.height && [tray, rows.length, list.children.length];"
            );
            let seen = until(page, "rows without a hole", &seen).await;
            assert!(seen[0].as_u64().unwrap() <= 600, "{seen} elements and rows at {part}");
        }
    });
}
