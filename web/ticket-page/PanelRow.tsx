import type { ReactNode } from "react";
import css from "./PanelRow.module.css";

/** A field in the details. The label is on the baseline of the value. */
export function PanelRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css.row}>
      <span className={css.label}>{label}</span>
      <div className={css.value}>{children}</div>
    </div>
  );
}
