import type { ComponentChildren } from "preact";

/** A table under its columns' titles, which scrolls by itself where it is wider than the page. */
export function Table({
  label,
  titles,
  children,
}: {
  readonly label: string;
  readonly titles: readonly string[];
  /** Its rows. */
  readonly children: ComponentChildren;
}) {
  return (
    <div class="scrolling" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th scope="col" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
