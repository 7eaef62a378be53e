import { Anchor } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import classes from "./records.module.css";

/** The way back to the list that a page belongs to. */
export function BackLink({ to, children }: { to: string; children: string }) {
  return (
    <Anchor size="sm" className={classes.back} renderRoot={(props) => <Link to={to} {...props} />}>
      <IconChevronLeft size={16} aria-hidden />
      {children}
    </Anchor>
  );
}
