// A voice for tests: it says everything at once and keeps what it said.
window.said = [];
Object.defineProperty(window, "speechSynthesis", {
  value: {
    getVoices: () => [{ lang: "zh-CN", name: "test" }],
    speak: one => setTimeout(() => { window.said.push(one.text); one.onend(); }, 0),
    cancel: () => {},
  },
});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
