import { useEffect, useRef, useState } from "preact/hooks";
import { useRoute, useTheme } from "../browser/hooks.js";
import { chooseTheme, storedToken } from "../browser/session.js";
import type { Route } from "../model/route.js";
import { Browse } from "./browse.js";
import { Job } from "./job.js";
import { Jobs } from "./jobs.js";
import { Learngene } from "./learngene.js";
import { Publish } from "./publish.js";
import { SignIn } from "./sign-in.js";

/** The frame, and in it the view that the address names. */
export function App() {
  const route = useRoute();
  // Everything is asked anew by whoever somebody is now.
  const [token, setToken] = useState(storedToken());
  const main = useRef<HTMLElement>(null);
  const place = placeOf(route);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = place === "" ? "Learngene" : `${place} · Learngene`;
    // Readers of the screen are told of another view; who just came is left where they are.
    if (!isFirst.current) {
      main.current?.focus();
    }
    isFirst.current = false;
  }, [place]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <header>
        <a class="name" href="#/">
          Learngene
        </a>
        <nav aria-label="Views">
          <Link to="#/jobs" isCurrent={route.view === "jobs" || route.view === "job"}>
            Jobs
          </Link>
          <Link to="#/publish" isCurrent={route.view === "publish"}>
            Publish
          </Link>
          <Link to="#/sign-in" isCurrent={route.view === "sign-in"}>
            {token === undefined ? "Sign in" : "Signed in"}
          </Link>
          <ThemeButton />
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <View key={`${token ?? ""} ${place}`} route={route} onToken={setToken} />
      </main>
    </>
  );
}

function View({ route, onToken }: { route: Route; onToken: (token: string | undefined) => void }) {
  switch (route.view) {
    case "browse":
      return <Browse query={route.query} />;
    case "learngene":
      return <Learngene {...route} />;
    case "jobs":
      return <Jobs />;
    case "job":
      return <Job id={route.id} />;
    case "publish":
      return <Publish />;
    case "sign-in":
      return <SignIn onToken={onToken} />;
    case "nowhere":
      return (
        <>
          <h1>Nothing here</h1>
          <p>
            There is no such place. <a href="#/">All learngenes</a>
          </p>
        </>
      );
  }
}

function placeOf(route: Route): string {
  switch (route.view) {
    case "browse":
      return "";
    case "learngene":
      return `${route.owner}/${route.name}`;
    case "jobs":
      return "Jobs";
    case "job":
      return `Job ${route.id}`;
    case "publish":
      return "Publish";
    case "sign-in":
      return "Sign in";
    case "nowhere":
      return "Nothing here";
  }
}

function Link({ to, isCurrent, children }: { to: string; isCurrent: boolean; children: string }) {
  return (
    <a href={to} {...(isCurrent ? { "aria-current": "page" as const } : {})}>
      {children}
    </a>
  );
}

function ThemeButton() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      class="plain"
      aria-label={`Use the ${other} theme`}
      onClick={() => {
        chooseTheme(other);
      }}
    >
      {theme === "dark" ? "☀" : "☾"}
    </button>
  );
}
