/** What commands do on a server: whom they ask as, what its refusals come to, and files that go up and down. */
export * from "./collected.js";
export * from "./connect.js";
export * from "./credentials.js";
export * from "./save-download.js";
