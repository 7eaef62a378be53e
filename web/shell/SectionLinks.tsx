import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useActions } from "../lib/actions.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { useTitle } from "../lib/title.ts";
import classes from "../ui/Places.module.css";
import { PlaceGroup, PlaceName } from "../ui/Places.tsx";
import { sections } from "./sections.ts";

/** The links to the parts of the app besides the inbox, each with its keys. */
export function SectionLinks() {
  const t = useTexts();
  const user = useUser();
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const mine = sections.filter(({ isFor }) => isFor?.(user) ?? true);
  const here = mine.find(({ path: to, name }) => name !== "inbox" && path.startsWith(to));
  useTitle(here && t(`sections.${here.name}`));
  useActions(
    mine.map(({ path, name, keys }) => ({
      id: `go ${path}`,
      section: t("actions.go"),
      label: t(`sections.${name}`),
      keys,
      run: () => void navigate({ to: path }),
    })),
  );
  return (
    <nav aria-label={t("shell.sections")}>
      <PlaceGroup id="desk" title={t("views.desk")}>
        {/* the views lead to the inbox */}
        {mine
          .filter(({ name }) => name !== "inbox")
          .map(({ path: to, name, icon, keys }) => (
            <li key={to}>
              <Link
                to={to}
                preload="intent"
                activeProps={{}}
                className={classes.place}
                data-rail-tip={t(`sections.${name}`)}
                data-tip-keys={keys}
                data-active={path === to || path.startsWith(`${to}/`) || undefined}
                aria-current={path === to ? "page" : undefined}
              >
                <PlaceName icon={icon}>{t(`sections.${name}`)}</PlaceName>
              </Link>
            </li>
          ))}
      </PlaceGroup>
    </nav>
  );
}
