// When a part of the page cannot be fetched at all, say so in the place for notices. What was typed stays as it is.
const notices = document.getElementById("notices");

document.addEventListener("htmx:error", () => {
  const words = document.createElement("p");
  words.className = "notice notice--err";
  words.textContent = notices.dataset.unreachable;
  notices.replaceChildren(words);
  notices.scrollIntoView();
});
