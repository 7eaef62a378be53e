import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";

export function Logo() {
  return (
    <Link to="/" style={{ textDecoration: "none", color: "inherit" }}>
      <Group gap={8} wrap="nowrap">
        <img src="/icon.svg" alt="" width={24} height={24} />
        <Text fw="var(--w-strong)" size="md" span>
          Docket
        </Text>
      </Group>
    </Link>
  );
}
