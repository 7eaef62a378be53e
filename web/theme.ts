import { colorsTuple, createTheme, defaultVariantColorsResolver } from "@mantine/core";

const WASHES: Record<string, [ground: string, ink: string]> = {
  red: ["var(--late-wash)", "var(--late)"],
  teal: ["var(--good-wash)", "var(--good)"],
  yellow: ["var(--warn-wash)", "var(--warn)"],
  orange: ["var(--warn-wash)", "var(--warn)"],
  gray: ["var(--hover)", "var(--ink-2)"],
};

/** The part of Mantine's theme that takes numbers or functions; its sizes and colors are in mantine.css. */
export const theme = createTheme({
  primaryColor: "action",
  colors: { action: colorsTuple("var(--action)") },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  // one button continues; the others are neutral, unless what they do cannot be undone
  variantColorResolver(input) {
    const usualColors = defaultVariantColorsResolver(input);
    const [wash, ink] = WASHES[input.color!] ?? ["var(--raised)", "var(--ink)"];
    if (input.variant === "filled")
      return input.color === "red"
        ? { ...usualColors, background: ink, hover: ink, color: "var(--on-late)" }
        : { ...usualColors, hover: "var(--action-hover)", color: "var(--on-action)" };
    if (input.variant === "light")
      return {
        ...usualColors,
        background: wash,
        hover: wash,
        color: ink,
        border: `1px solid ${input.color! in WASHES ? "transparent" : "var(--line-2)"}`,
      };
    if (input.variant === "subtle") return { ...usualColors, hover: "var(--hover)", color: ink };
    return usualColors;
  },
  components: {
    Text: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    // the header of a dialog is not a landmark of the page
    Modal: { defaultProps: { centered: true, attributes: { header: { role: "presentation" } } } },
    Drawer: { defaultProps: { attributes: { header: { role: "presentation" } } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
  },
});
