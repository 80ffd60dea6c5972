//! `TrayStore`: a tray and its signals, as views and hosts meet it.

use std::rc::Rc;

use leptos::prelude::*;

use super::driver::Driver;
use super::options::{LanguageOptions, TrayOptions};
use crate::domain::action::Action;
use crate::domain::bulk::{Progress, is_free_for};
use crate::domain::format::Clocks;
use crate::domain::id::ProcessId;
use crate::domain::job::Job;
use crate::domain::language::Words;
use crate::domain::list_look::ListLook;
use crate::domain::place::Corner;
use crate::domain::selectors::Summary;
use crate::protocol::actions::Input;
use crate::protocol::diagnostics::Diagnostics;
use crate::transport::{BrowserTransport, Transport};

/// The jobs of one tray, followed and shown as signals.
///
/// Clones share one tray. When the last one is dropped everything ends: no
/// request, stream, timer or listener outlives it.
#[derive(Clone)]
pub struct TrayStore(Rc<Driver>);

impl TrayStore {
    /// A tray on the browser's own network; it follows nothing yet.
    #[must_use]
    pub fn connect(options: TrayOptions) -> Self {
        Self::with_transport(options, Rc::new(BrowserTransport::default()))
    }

    /// A tray on any transport; it follows nothing yet.
    #[must_use]
    pub fn with_transport(options: TrayOptions, transport: Rc<dyn Transport>) -> Self {
        Self(Driver::start(options, transport))
    }

    /// Follows exactly these processes from now on.
    pub fn follow(&self, ids: Vec<ProcessId>) {
        self.0.take(Input::Follow(ids));
    }

    /// Asks for an action; nothing happens where it is not offered or one is
    /// under way.
    pub fn act(&self, id: ProcessId, action: Action) {
        self.0.take(Input::Act(id, action));
    }

    /// Asks for an action of many jobs, as far as it is offered: they are sent
    /// one after another. [`bulk`](Self::bulk) tells how far that is.
    pub fn act_on_all(&self, mut ids: Vec<ProcessId>, action: Action) {
        let free = |id: &ProcessId| {
            let engine = self.0.engine.borrow();
            engine.state().job(*id).is_some_and(|job| is_free_for(job, action))
        };
        ids.retain(free);
        self.0.errand.begin(action, &ids);
        self.0.take(Input::ActOnAll(ids, action));
    }

    /// Takes back what of many has not been sent.
    pub fn take_back_all(&self) {
        self.0.take(Input::TakeBackAll);
    }

    /// How far an action on many jobs is: while any is under way, of that one; then
    /// what came of each, one after another. `None` if there was none, or the user
    /// has read of all.
    #[must_use]
    pub fn bulk(&self) -> ArcReadSignal<Option<Progress>> {
        self.0.errand.progress.read_only()
    }

    /// The user has read what [`bulk`](Self::bulk) tells; the next may follow.
    pub fn forget_bulk(&self) {
        self.0.errand.clear();
    }

    /// How long a cancel may be taken back, milliseconds; 0 is not at all.
    #[must_use]
    pub fn cancel_grace_ms(&self) -> u64 {
        self.0.engine.borrow().cancel_grace_ms()
    }

    /// Takes back a cancel that has not been sent.
    pub fn take_back(&self, id: ProcessId) {
        self.0.take(Input::TakeBack(id));
    }

    /// Takes jobs off the screen; they stay away on the next page too, if the
    /// tray remembers.
    pub fn dismiss(&self, ids: Vec<ProcessId>) {
        self.0.take(Input::Dismiss(ids));
    }

    /// Puts dismissed jobs back.
    pub fn restore(&self, ids: Vec<ProcessId>) {
        self.0.screen.put_back(&ids);
        self.0.take(Input::Restore(ids));
    }

    /// Shows a job first, or no longer so; remembered, if the tray remembers.
    pub fn pin(&self, id: ProcessId, pinned: bool) {
        self.0.take(Input::Pin(id, pinned));
    }

    /// The jobs that are shown first.
    #[must_use]
    pub fn pinned(&self) -> ArcReadSignal<Vec<ProcessId>> {
        self.0.screen.pinned.read_only()
    }

    /// The jobs that last turned into something that another view, search or cause
    /// may fit.
    pub(crate) fn turned(&self) -> ArcReadSignal<Vec<ProcessId>> {
        self.0.screen.turned.read_only()
    }

    /// Turns up by one whenever the user has signed out, here or in another tab: what
    /// views know of them goes as well.
    #[must_use]
    pub fn forgotten(&self) -> ArcReadSignal<u32> {
        self.0.screen.forgotten.read_only()
    }

    /// How the user looks at the list, as far as it is remembered.
    #[must_use]
    pub fn look(&self) -> ListLook {
        self.0.engine.borrow().look()
    }

    /// The user looks at the list in another way from now on.
    pub fn keep_look(&self, look: ListLook) {
        self.0.take(Input::Look(look));
    }

    /// Reads the list of processes again, if the host named one.
    pub fn discover(&self) {
        self.0.take(Input::Discover);
    }

    /// The user signed out: what is known and remembered of them goes, in all
    /// tabs.
    pub fn sign_out(&self) {
        self.0.take(Input::SignedOut);
    }

    /// Whether the panel that shows the jobs is open. While it is not, only
    /// [`summary`](Self::summary) is kept, which costs next to nothing. Open
    /// unless told otherwise.
    pub fn set_open(&self, open: bool) {
        self.0.set_open(open);
    }

    /// Whether the user left the panel open, on this page or one before; `None`
    /// until they do, and once the host has opened or closed it since.
    #[must_use]
    pub fn chosen_open(&self) -> Option<bool> {
        self.0.standing.chosen_open()
    }

    /// The user opened the panel, or minimised it.
    pub fn choose_open(&self, open: bool) {
        self.0.standing.choose_open(open);
    }

    /// The corner in which the tray stands.
    #[must_use]
    pub fn corner(&self) -> ArcReadSignal<Corner> {
        self.0.standing.corner.read_only()
    }

    /// Puts the tray into another corner, by the host.
    pub fn put_into(&self, corner: Corner) {
        self.0.standing.put(corner);
    }

    /// The user moves the tray; they find it there on the next page too. Nothing
    /// happens where the host has it fixed.
    pub fn move_to(&self, corner: Corner) {
        self.0.standing.move_to(corner);
    }

    /// Whether nobody may move the tray.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.0.standing.fixed
    }

    /// Whether a cancel is asked for twice.
    #[must_use]
    pub fn confirms_cancel(&self) -> bool {
        self.0.manners.confirms_cancel
    }

    /// Address of a job's record in the host's pages, with places to be filled.
    #[must_use]
    pub fn related_url(&self) -> Option<&str> {
        self.0.manners.related_url.as_deref()
    }

    /// The jobs in the order on screen.
    #[must_use]
    pub fn order(&self) -> ArcReadSignal<Vec<ProcessId>> {
        self.0.screen.order.read_only()
    }

    /// Counts over all jobs.
    #[must_use]
    pub fn summary(&self) -> ArcReadSignal<Summary> {
        self.0.screen.summary.read_only()
    }

    /// What happened while the user was away: the jobs of each of
    /// [`PARTS`](crate::domain::away::PARTS); all empty where there is nothing to
    /// tell.
    #[must_use]
    pub fn away(&self) -> [ArcReadSignal<Vec<ProcessId>>; 4] {
        self.0.voice.digest.each_ref().map(ArcRwSignal::read_only)
    }

    /// The user has read what happened while they were away.
    pub fn dismiss_away(&self) {
        self.0.voice.dismiss_digest();
    }

    /// Jobs that ended, failed or wait for a review since the user last had the
    /// panel before them.
    #[must_use]
    pub fn unread(&self) -> ArcReadSignal<Vec<ProcessId>> {
        self.0.voice.unread.read_only()
    }

    /// What is said aloud when the user pauses, and what is said at once: words
    /// for two live regions, empty where there is nothing to say.
    #[must_use]
    pub fn announcements(&self) -> [ArcReadSignal<String>; 2] {
        [self.0.voice.polite.read_only(), self.0.voice.alert.read_only()]
    }

    /// One job; `None` if it is not followed, or not shown yet: one that has just
    /// come and may be over at once is held back for half a second.
    #[must_use]
    pub fn job(&self, id: ProcessId) -> Option<ArcReadSignal<Job>> {
        self.0.screen.rows.borrow().get(&id).map(ArcRwSignal::read_only)
    }

    /// The time, once a second while a job's time runs and its row is seen.
    #[must_use]
    pub fn clocks(&self) -> ArcReadSignal<Clocks> {
        match &*self.0.ticker.borrow() {
            Some(ticker) => ticker.now(),
            None => ArcRwSignal::default().read_only(),
        }
    }

    /// Speaks another language, or with other words, from now on.
    pub fn speak(&self, language: LanguageOptions) {
        self.0.speech.speak(language);
    }

    /// The language, with all its words.
    #[must_use]
    pub fn words(&self) -> ArcReadSignal<Words> {
        self.0.speech.words.read_only()
    }

    /// Whether the first words are still on their way: a second at most.
    #[must_use]
    pub fn awaits_words(&self) -> ArcReadSignal<bool> {
        self.0.speech.awaits.read_only()
    }

    /// Whether the direction of the script is the tray's to set.
    #[must_use]
    pub fn sets_direction(&self) -> ArcReadSignal<bool> {
        self.0.speech.directs.read_only()
    }

    /// Whether there is a bell to press: something may ring, and the user has
    /// not forbidden it.
    #[must_use]
    pub fn has_bell(&self) -> ArcReadSignal<bool> {
        self.0.bell.is_there.read_only()
    }

    /// Whether the bell rings.
    #[must_use]
    pub fn rings(&self) -> ArcReadSignal<bool> {
        self.0.bell.rings.read_only()
    }

    /// Turns the bell on or off; the first time, the browser asks the user
    /// whether notifications may be shown.
    pub fn press_bell(&self) {
        self.0.bell.press();
    }

    /// A name that no other living tray of this program has, for ids in markup.
    #[must_use]
    pub fn instance(&self) -> String {
        format!("job-tray-{:x}", Rc::as_ptr(&self.0).addr())
    }

    /// How the tray listens, why not better, and what was counted, for support.
    #[must_use]
    pub fn diagnostics(&self) -> Diagnostics {
        self.0.engine.borrow().diagnostics(self.0.transport.now())
    }
}
