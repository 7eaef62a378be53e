import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** The name of a company, which leads to its page. */
export function CompanyLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Anchor size="sm" renderRoot={(props) => <Link to="/companies/$id" params={{ id }} {...props} />}>
      {children}
    </Anchor>
  );
}
