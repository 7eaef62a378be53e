import { createTheme, type MantineColorsTuple } from "@mantine/core";

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
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Modal: { defaultProps: { centered: true } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
  },
});
