// 在正文出现以前说明展板要一次看一块，排好以后版面不再跳动。
document.documentElement.className += " boards-by-one";
