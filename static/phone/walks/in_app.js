/** Browsers inside other apps: what they keep is not shared with the real browser, and goes when that app tidies up. */

/** Whether this page lies inside another app: Android's WebView says "wv", the large apps say their name. */
export function isInsideAnApp(agent) {
  return /; wv\)|\bFBA[NV]\/|\bInstagram\b|\bLine\/|\bMicroMessenger\b/.test(agent);
}

/** The same page in the phone's own browser, or "" where no address can say that (iPhones). */
export function outsideAddress(agent, { protocol, host }, code) {
  if (!/\bAndroid\b/.test(agent)) return "";
  return `intent://${host}/w/#${code}#Intent;scheme=${protocol.replace(":", "")};action=android.intent.action.VIEW;end`;
}
