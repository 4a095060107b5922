/** The page: a client of the API, served beside it, that asks nobody else. */
import { render } from "preact";
import { App } from "./views/app.js";
import { applyTheme, currentTheme } from "./browser/session.js";

applyTheme(currentTheme());
const place = document.getElementById("app");
if (place !== null) {
  render(<App />, place);
}
