import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple, parseThemeColor } from "@mantine/core";

// A calm blue-green; shade 7 on white and shade 4 on dark keep 4.5:1 and more.
const harbour: MantineColorsTuple = [
  "#e3fafc",
  "#c9f1f5",
  "#98e1ea",
  "#62cfdd",
  "#37bbcc",
  "#1aa3b5",
  "#0f8b9d",
  "#0b7285",
  "#085d6d",
  "#064a57",
];

export const theme = createTheme({
  primaryColor: "harbour",
  primaryShade: { light: 7, dark: 7 },
  colors: { harbour },
  autoContrast: true,
  luminanceThreshold: 0.32,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Thai", "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: "650" },
  // the library's own pale grounds leave some colours at 4.3:1
  variantColorResolver(input) {
    const resolved = defaultVariantColorsResolver(input);
    const { isThemeColor, color } = parseThemeColor({ color: input.color ?? "harbour", theme: input.theme });
    if (input.variant !== "light" || !isThemeColor) return resolved;
    const shade = (n: number) => `var(--mantine-color-${color}-${n})`;
    return {
      ...resolved,
      background: `light-dark(${shade(0)}, color-mix(in srgb, ${shade(9)} 35%, var(--mantine-color-dark-7)))`,
      hover: `light-dark(${shade(1)}, color-mix(in srgb, ${shade(9)} 50%, var(--mantine-color-dark-7)))`,
      color: `light-dark(color-mix(in srgb, ${shade(9)} 88%, black), ${shade(1)})`,
    };
  },
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    // the heading of a dialog is no banner of the page
    Modal: { defaultProps: { centered: true, attributes: { header: { role: "presentation" } } } },
    Drawer: { defaultProps: { attributes: { header: { role: "presentation" } } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
  },
});
