// Runs in the pages of browsers whose driver does not tell what the console holds. What was heard
// is kept with the tab, so that it outlives the page.
const heard = () => JSON.parse(sessionStorage.getItem("jobTrayErrors") ?? "[]");
const note = (words) => sessionStorage.setItem("jobTrayErrors", JSON.stringify([...heard(), words]));
if (!window.jobTrayListensToErrors) {
  window.jobTrayListensToErrors = true;
  const { error } = console;
  console.error = (...words) => {
    note(words.join(" "));
    error.apply(console, words);
  };
  addEventListener("error", (event) => note(event.message));
  addEventListener("unhandledrejection", (event) => note(String(event.reason)));
}
return heard();
