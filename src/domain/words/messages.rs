//! The one table of messages: what each is called, and its English.
//!
//! English is compiled in and always whole. Other languages come as files of
//! the same ids (`public/languages`), and a host may set any of them.

/// One message. Places stand in braces: `{name}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name in files of languages and for hosts.
    pub id: &'static str,
    /// The words without a file.
    pub english: &'static str,
}

/// A message that counts, with the place `{count}`. Files hold one text for
/// each plural category of their language, under the id, a dot and the
/// category (`log.events.one`); `other` there must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plural {
    /// Its name without the category.
    pub id: &'static str,
    /// English for one.
    pub one: &'static str,
    /// English for any other number.
    pub other: &'static str,
}

macro_rules! messages {
    ($($name:ident: $id:literal, $english:literal;)*) => {
        $(
            #[doc = concat!("“", $english, "”")]
            pub const $name: Message = Message { id: $id, english: $english };
        )*
        /// Every message that does not count.
        pub const MESSAGES: &[Message] = &[$($name),*];
    };
}

macro_rules! plurals {
    ($($name:ident: $id:literal, $one:literal, $other:literal;)*) => {
        $(
            #[doc = concat!("“", $other, "”")]
            pub const $name: Plural = Plural { id: $id, one: $one, other: $other };
        )*
        /// Every message that counts.
        pub const PLURALS: &[Plural] = &[$($name),*];
    };
}

// `status.`, `line.`, `action.` and `type.` end in the name the code or the
// server uses, and are found by it.
messages! {
    TRAY: "tray.name", "Background jobs";
    EMPTY: "tray.empty", "No background jobs. Jobs you start appear here.";
    LIST_UNREAD: "list.unread", "Your jobs can’t be shown right now.";
    TRY_AGAIN: "list.again", "Try again";
    MINIMISE: "tray.minimise", "Minimise";
    BELL: "tray.bell", "Notify me";
    MOVE: "tray.move", "Move to another corner";
    BROKEN: "tray.broken", "The job tray stopped working. Reload the page to see your jobs.";
    LABEL: "tray.label", "{label}: {name}";
    COMMA: "tray.comma", "{first}, {second}";
    LIST: "list.name", "Jobs";
    SEARCH: "list.search", "Search jobs";
    NO_MATCH: "list.no-match", "No job matches your search.";
    CLEAR: "list.clear", "Clear finished";
    AWAY: "away.name", "While you were away";
    VIEW: "view.name", "View";
    VIEW_ORDER: "view.order", "Order";
    VIEW_SHOW: "view.show", "Show";
    VIEW_GROUP: "view.group", "Headings";
    ORDER_NEEDS: "view.needs", "What needs you first";
    ORDER_NEWEST: "view.newest", "Newest first";
    ORDER_NAME: "view.by-name", "By name";
    SHOW_ALL: "view.all", "All jobs";
    SHOW_ACTIVE: "view.active", "Active";
    SHOW_NEEDS_YOU: "view.needs-you", "Failed or waiting for you";
    SHOW_ENDED: "view.ended", "Ended";
    GROUP_NONE: "view.no", "None";
    GROUP_TYPE: "view.type", "By type";
    NONE_FITS: "list.none-fits", "No job fits this view.";
    PINNED: "list.pinned", "Pinned";
    PIN: "action.pin", "Pin";
    UNREAD: "job.unread", "New";
    KEEP_THEM: "many.keep", "Keep them";
    STOP: "many.stop", "Stop";
    BY_CAUSE: "many.by-cause", "By cause";
    NO_CAUSE: "many.no-cause", "No cause given";
    MANY_RETRYING: "many.retrying", "Retrying: {done} of {total}";
    MANY_CANCELLING: "many.cancelling", "Cancelling: {done} of {total}";
    DISMISS: "action.dismiss", "Dismiss";
    KEYS: "keys.name", "Keyboard";
    KEYS_HOME_END: "keys.home-end", "Home End";
    KEYS_ESCAPE: "keys.escape", "Esc";
    KEYS_MOVE: "keys.move", "Go from job to job";
    KEYS_ENDS: "keys.ends", "Go to the first or last job";
    KEYS_CLOSE: "keys.close", "Minimise the tray";
    KEYS_COPY: "keys.copy", "Copy the line of a log";
    KEYS_HELP: "keys.help", "Show or hide this help";
    NO_JOBS: "pill.none", "No jobs";
    ALL_DONE: "pill.done", "All jobs done";
    LOADING_JOBS: "pill.loading", "Loading jobs…";
    LOADING: "job.loading", "Loading…";
    UNNAMED_JOB: "job.unnamed", "Job {id}";
    ATTEMPT: "job.attempt", "Attempt {count}";
    LATE: "job.late", "Longer than usual";
    REVIEW: "job.review", "Review";
    QUIET: "job.quiet", "No news from the worker for {time}";
    RECORD: "record.unnamed", "Record";
    NUMBERED_RECORD: "record.numbered", "{name} {id}";
    PENDING: "status.pending", "Pending";
    RUNNING: "status.running", "Running";
    WAITING_REVIEW: "status.waiting_review", "Waiting for review";
    COMPLETED: "status.completed", "Completed";
    FAILED: "status.failed", "Failed";
    CANCELLED: "status.cancelled", "Cancelled";
    UNKNOWN_STATUS: "status.unknown", "Unknown status";
    CONNECTING: "line.connecting", "Connecting…";
    LIVE: "line.live", "Live";
    POLLING: "line.polling", "Checked regularly";
    RECONNECTING: "line.reconnecting", "Can’t reach the server – trying again";
    STALE: "line.stale", "No news from the server";
    STALE_FOR: "line.stale-for", "No news from the server for {time}";
    OFFLINE: "line.offline", "Offline – updates paused";
    SIGNED_OUT: "line.signed-out", "Signed out – updates paused";
    BLOCKED: "line.blocked", "You no longer have access to this job";
    GONE: "line.gone", "This job no longer exists on the server";
    SETTLED: "line.settled", "Final";
    RETRY: "action.retry", "Retry";
    CANCEL: "action.cancel", "Cancel";
    RETRYING: "action.retrying", "Retrying…";
    CANCELLING: "action.cancelling", "Cancelling…";
    UNDO: "action.undo", "Undo";
    REALLY_CANCEL: "action.really-cancel", "Really cancel?";
    KEEP: "action.keep", "Keep";
    CANCELS_IN: "action.cancels-in", "Cancels in {time}";
    NOT_RETRIED: "refusal.retry", "Not retried: {reason}";
    NOT_CANCELLED: "refusal.cancel", "Not cancelled: {reason}";
    FINISHED_FIRST: "refusal.finished-first", "It finished before it could be stopped.";
    FAILED_FIRST: "refusal.failed-first", "It failed before it could be stopped.";
    CANCELLED_FIRST: "refusal.cancelled-first", "It had already been cancelled.";
    MOVED_ON: "refusal.moved-on", "The job has moved on: {status}.";
    REFUSED: "refusal.refused", "the server refused.";
    NOT_SIGNED_IN: "refusal.signed-out", "you are signed out.";
    FORBIDDEN: "refusal.forbidden", "you don’t have permission.";
    NOT_THERE: "refusal.gone", "the job no longer exists.";
    BUSY: "refusal.busy", "the server is busy, try again in a moment.";
    SERVER_ERROR: "refusal.server-error", "the server had an error, try again.";
    UNREACHABLE: "refusal.unreachable", "no answer from the server, try again.";
    DETAILS: "details.name", "Details";
    FACTS: "details.facts", "About this job";
    ATTEMPTS: "details.attempts", "Attempts";
    QUEUE: "details.queue", "Queue";
    CREATED: "details.created", "Created";
    STARTED: "details.started", "Started";
    FINISHED: "details.finished", "Finished";
    DURATION: "details.duration", "Duration";
    JOB_NUMBER: "details.number", "Job number";
    ERROR: "details.error", "Error";
    STEPS: "details.steps", "Steps";
    INPUT: "details.input", "Input";
    RAW: "details.raw", "Raw JSON";
    COPY: "details.copy", "Copy";
    COPY_LOG: "details.copy-log", "Copy all";
    COPIED: "details.copied", "Copied";
    NOT_COPIED: "details.not-copied", "Could not copy";
    TEXT_FILE: "details.text", "Text";
    SAVE_TEXT: "details.save-text", "Save as text";
    JSON_FILE: "details.jsonl", "JSONL";
    SAVE_JSON: "details.save-jsonl", "Save as JSONL";
    STEP_WAITING: "step.waiting", "Waiting for you";
    STEP_DONE: "step.done", "Done";
    FEW_SECONDS: "left.few-seconds", "a few seconds left";
    LESS_THAN: "left.less-than", "less than {time} left";
    ABOUT: "left.about", "about {low}–{high} left";
    WAITING: "review.waiting", "Waiting for you";
    WAITING_NOW: "review.just-now", "Waiting for you";
    WAITING_FOR: "review.waiting-for", "Waiting {time} for you";
    LOG: "log.name", "Log";
    SEARCH_LOG: "log.search", "Search the log";
    EVENT_TYPE: "log.type", "Type of event";
    ALL_TYPES: "log.all-types", "All types";
    FOLLOW: "log.follow", "Follow";
    NO_EVENTS: "log.empty", "No events yet.";
    NO_EVENT_FITS: "log.no-match", "No event fits.";
    LOG_PART: "log.part", "{first}–{last} of {found}";
    LOG_PART_OF: "log.part-of", "{first}–{last} of {found}, {total} in all";
    EVENT: "event.unnamed", "Event";
    RESULT: "result.name", "Result";
    YES: "result.yes", "yes";
    NO: "result.no", "no";
    NOTHING: "result.nothing", "–";
    SAID_REVIEW: "said.review", "{name}: needs your review";
    SAID_FINISHED: "said.finished", "{name}: finished";
    SAID_CANCELLED: "said.cancelled", "{name}: cancelled";
    SAID_STARTED: "said.started", "{name}: started";
    SAID_FAILED: "said.failed", "{name}: failed";
    SAID_BACK: "said.back", "Updates are back";
    UNTYPED: "type.none", "Background job";
    AI_LOCATION_IMPORT: "type.ai_location_import", "AI location import";
    AI_LOCATION_IMPROVEMENT: "type.ai_location_improvement", "AI location improvement";
    CSV_IMPORT: "type.csv_import", "CSV import";
}

plurals! {
    TO_REVIEW: "pill.review", "{count} to review", "{count} to review";
    COUNT_FAILED: "pill.failed", "{count} failed", "{count} failed";
    COUNT_RUNNING: "pill.running", "{count} running", "{count} running";
    COUNT_PENDING: "pill.pending", "{count} pending", "{count} pending";
    COUNT_LOADING: "pill.unknown", "{count} loading", "{count} loading";
    JOBS_REVIEW: "said.jobs-review",
        "{count} job needs your review", "{count} jobs need your review";
    JOBS_FINISHED: "said.jobs-finished", "{count} job finished", "{count} jobs finished";
    JOBS_CANCELLED: "said.jobs-cancelled", "{count} job cancelled", "{count} jobs cancelled";
    JOBS_STARTED: "said.jobs-started", "{count} job started", "{count} jobs started";
    JOBS_PROGRESS: "said.jobs-progress", "{count} job moves on", "{count} jobs move on";
    JOBS_FAILED: "said.jobs-failed", "{count} job failed", "{count} jobs failed";
    DISMISSED: "list.dismissed", "{count} job dismissed", "{count} jobs dismissed";
    AWAY_REVIEW: "away.review", "{count} waiting for you", "{count} waiting for you";
    AWAY_FINISHED: "away.finished", "{count} finished", "{count} finished";
    RETRY_FAILED: "many.retry-failed", "Retry {count} failed", "Retry {count} failed";
    RETRY_MANY: "many.retry", "Retry {count}", "Retry {count}";
    CANCEL_MANY: "many.cancel", "Cancel {count} job", "Cancel {count} jobs";
    SURE: "many.sure", "Cancel {count} job for good?", "Cancel {count} jobs for good?";
    MANY_RETRIED: "many.retried", "{count} retried", "{count} retried";
    MANY_CANCELLED: "many.cancelled", "{count} cancelled", "{count} cancelled";
    MANY_REFUSED: "many.refused", "{count} refused", "{count} refused";
    MANY_UNANSWERED: "many.unanswered", "{count} not answered", "{count} not answered";
    MANY_LEFT: "many.left", "{count} left alone", "{count} left alone";
    JOBS: "tray.jobs", "{count} job", "{count} jobs";
    EVENTS: "log.events", "{count} event", "{count} events";
    EARLIER_STEPS: "step.earlier", "{count} earlier step", "{count} earlier steps";
    DROPPED_EVENTS: "log.dropped",
        "{count} earlier event is not shown.", "{count} earlier events are not shown.";
    MORE: "result.more", "and {count} more", "and {count} more";
}

/// Families of messages that a host may add to: what comes after the dot is a
/// name of its server's own.
pub const OPEN_FAMILIES: [&str; 5] = ["type.", "status.", "event.", "field.", "record."];

/// Plural categories, as Unicode names them.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Whether any message has this id.
#[must_use]
pub fn is_known(id: &str) -> bool {
    let counts = |plural: &Plural| {
        let category = id.strip_prefix(plural.id).and_then(|rest| rest.strip_prefix('.'));
        category.is_some_and(|category| CATEGORIES.contains(&category))
    };
    OPEN_FAMILIES.iter().any(|family| id.starts_with(family))
        || MESSAGES.iter().any(|message| message.id == id)
        || PLURALS.iter().any(counts)
}
