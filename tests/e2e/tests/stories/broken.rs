//! A tray that comes to a trap, as a panic of the shipped bundle is one.
#![allow(clippy::unwrap_used)]

use job_tray_e2e::story;

#[test]
fn after_a_trap_words_stand_in_place_of_the_tray_and_the_page_is_whole() {
    story("broken", async |page, mock| {
        // Each engine has other words for a trap, and says where.
        for words in ["RuntimeError", "wasm", "unreachable", "memory", "out of bounds"] {
            page.expect_console(words);
        }
        mock.create_running(&[1]).await;
        page.open_host(mock, "1").await;
        page.eventually("it is live", |tray| tray.row(1).line_is("live")).await;
        // Nothing in there can be relied on after this.
        let ruin = "document.body.dataset.height = document.body.offsetHeight;
            const script = document.createElement('script');
            script.type = 'module';
            script.textContent = `
                import init from '/job-tray.js';
                for (const it of Object.values(await init())) {
                    if (it instanceof WebAssembly.Memory) new Uint8Array(it.buffer).fill(255);
                }
                document.querySelector('job-tray').shadowRoot.querySelector('[part=pill]').click();
            `;
            document.head.append(script);";
        let () = page.script(ruin, Vec::new()).await;
        let said = "return root.textContent";
        page.until_script("it says so", said, |text| {
            text.as_str().is_some_and(|text| text.contains("stopped working"))
        })
        .await;
        let whole = "return document.body.offsetHeight === Number(document.body.dataset.height)
            && document.querySelector('h1').textContent === 'A plain page'";
        page.until_script("the page around it is as it was", whole, |it| it == true).await;
        // What the server sends from now on meets no one.
        mock.event(1, serde_json::json!({ "progress_percent": 50 })).await;
        let second = "const second = document.createElement('job-tray');
            document.body.append(second); return second.shadowRoot.textContent";
        let text: String = page.script(second, Vec::new()).await;
        assert!(text.contains("stopped working"), "{text}");
        let () = page.script("host.remove();", Vec::new()).await;
    });
}
