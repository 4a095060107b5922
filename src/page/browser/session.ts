/** Who asks, and how the page looks: what the browser keeps for it. */
import { createLearngeneClient, type LearngeneClient } from "../../client/index.js";

const TOKEN = "learngene.token";
const THEME = "learngene.theme";

/** The server that the page came from, whatever path it stands below. */
export const serverUrl = new URL(".", location.href).href.replace(/\/$/, "");

/** The one client of the page. */
export const client: LearngeneClient = createLearngeneClient({ baseUrl: serverUrl, token: storedToken });

/** Gone with the tab. */
export function storedToken(): string | undefined {
  return sessionStorage.getItem(TOKEN) ?? undefined;
}

export function storeToken(token: string | undefined): void {
  if (token === undefined) {
    sessionStorage.removeItem(TOKEN);
  } else {
    sessionStorage.setItem(TOKEN, token);
  }
}

export type Theme = "light" | "dark";

/** What was chosen here, or else what the system says. */
export function currentTheme(): Theme {
  const stored = localStorage.getItem(THEME);
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return stored === "light" || stored === "dark" ? stored : system;
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(THEME, theme);
  applyTheme(theme);
  dispatchEvent(new Event("themechange"));
}
