import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useActions } from "../lib/actions.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { sections } from "./sections.ts";
import classes from "./shell.module.css";

/** The links to the parts of the app, each with its keys. */
export function SectionLinks() {
  const t = useTexts();
  const user = useUser();
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const mine = sections.filter(({ isFor }) => isFor?.(user) ?? true);
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
      {mine.map(({ path: to, name, icon: Picture }) => (
        <Link
          key={to}
          to={to}
          preload="intent"
          activeProps={{}}
          className={classes.section}
          data-active={path === to || path.startsWith(`${to}/`) || undefined}
          aria-current={path === to ? "page" : undefined}
        >
          <Picture size={18} stroke={1.6} aria-hidden />
          {t(`sections.${name}`)}
        </Link>
      ))}
    </nav>
  );
}
