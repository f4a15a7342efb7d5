// Buttons that copy the text of a field: data-copies is the field's id, data-said what the button says afterwards.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    button.querySelector("span").textContent = button.dataset.said;
  });
}
