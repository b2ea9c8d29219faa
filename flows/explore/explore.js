"use strict";
// A slash goes to the search box from anywhere; control and return run a query.
document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    const isTyping = at !== null && ["INPUT", "TEXTAREA", "SELECT"].includes(at.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        document.getElementById("q").focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at !== null && at.id === "query") {
        at.form.requestSubmit();
    }
});
