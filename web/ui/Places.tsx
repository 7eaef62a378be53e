import type { Icon } from "@tabler/icons-react";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import classes from "./Places.module.css";

const KEY = "docket folded";
const isFolded = (id: string): boolean => (localStorage.getItem(KEY) ?? "").split(" ").includes(id);
const rememberFolded = (id: string, isFolded: boolean): void => {
  const others = (localStorage.getItem(KEY) ?? "").split(" ").filter((each) => each && each !== id);
  localStorage.setItem(KEY, (isFolded ? [...others, id] : others).join(" "));
};

/** A group of places. Its heading folds it, and this device remembers that. */
export function PlaceGroup({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  const [isClosed, setClosed] = useState(() => isFolded(id));
  const toggle = () => {
    rememberFolded(id, !isClosed);
    setClosed(!isClosed);
  };
  return (
    <>
      <h2 className={classes.heading}>
        <button type="button" aria-expanded={!isClosed} onClick={toggle}>
          {title}
          <IconChevronDown size={12} aria-hidden />
        </button>
      </h2>
      <ul className={classes.list} data-folded={isClosed || undefined}>
        {children}
      </ul>
    </>
  );
}

/** The icon and name of a place; in the narrow sidebar the icon alone. */
export function PlaceName({ icon: Picture, children }: { icon: Icon; children: ReactNode }) {
  return (
    <>
      <Picture size={16} stroke={1.75} className={classes.icon} aria-hidden />
      <span className={classes.name}>{children}</span>
    </>
  );
}
