// Records one line of the script after the other and sends each through its own form. Without a microphone the form takes a file.

const LONGEST_MS = 15000;
const BITS_PER_SECOND = 24000; // a voice, not music: three kilobytes a second
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", ""];
const canRecord = Boolean(globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia);
let recorder = null;

function offerRecording() {
  if (!canRecord) return;
  document.getElementById("how-to-record").hidden = false;
  for (const button of document.querySelectorAll("[data-record]")) button.hidden = false;
}

async function record(button) {
  const words = button.querySelector("span");
  const label = words.textContent;
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }).catch(() => null);
  if (!microphone) {
    button.closest("form").querySelector("[data-by-file]").open = true;
    return;
  }
  const mimeType = KINDS.find((kind) => !kind || MediaRecorder.isTypeSupported(kind));
  const pieces = [];
  recorder = new MediaRecorder(microphone, { audioBitsPerSecond: BITS_PER_SECOND, ...(mimeType && { mimeType }) });
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    microphone.getTracks().forEach((track) => track.stop());
    words.textContent = label;
    button.classList.remove("button--main");
    send(button.closest("form"), new Blob(pieces, { type: recorder.mimeType }));
    recorder = null;
  });
  recorder.start();
  words.textContent = button.dataset.stop;
  button.classList.add("button--main");
  setTimeout((started) => started === recorder && recorder.stop(), LONGEST_MS, recorder);
}

function send(form, blob) {
  const chosen = new DataTransfer();
  chosen.items.add(new File([blob], "line", { type: blob.type }));
  form.elements.sound.files = chosen.files;
  form.requestSubmit(form.querySelector("[value=record]"));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-record]");
  if (!button) return;
  if (recorder) recorder.stop();
  else record(button);
});
document.addEventListener("htmx:after:swap", offerRecording);
offerRecording();
