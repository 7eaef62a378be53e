import type { ComponentProps } from "react";
import css from "./IconButton.module.css";

/** A button that shows only an icon. Plain, because a ticket has one or more a message. */
export function IconButton({ className, ...props }: ComponentProps<"button">) {
  return <button type="button" className={className ? `${css.button} ${className}` : css.button} {...props} />;
}
