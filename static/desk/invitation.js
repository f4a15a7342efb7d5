// Takes the invitation's secret out of the address and into the form. The address then forgets it, so that the browser's
// history on a shared computer opens nothing.
const secret = location.hash.slice(1);
const field = document.getElementById("secret");

if (secret && field && !field.value) {
  field.value = secret;
  history.replaceState(null, "", location.pathname);
}
