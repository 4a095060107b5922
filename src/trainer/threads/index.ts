/** Other threads of this process: one is asked for things, and answers in the order in which it was asked. */
export * from "./answer-requests.js";
export * from "./asked-thread.js";
