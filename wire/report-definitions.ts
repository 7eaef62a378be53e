// What each report and each tile counts. The web app (web/texts/later/en/dashboard.json) and docs/reports.md use the
// same words; a test compares them.

export const REPORT_DEFINITIONS = {
  created_resolved:
    "Created: tickets created on that day. Resolved: each time a ticket was set to resolved or closed on that day; a ticket that was reopened and resolved again counts twice.",
  backlog:
    "Tickets that were open at the end of each day: created, not resolved or closed, and not in the trash at that time.",
  open_by_status: "Tickets that are open now, by status.",
  open_by_priority: "Tickets that are open now, by priority.",
  open_by_category: "Tickets that are open now, by category.",
  open_by_team: "Tickets that are open now, by team.",
  response_times:
    "Hours from creation to the first public reply by an agent, for tickets first answered in the period. Median and 90th percentile of fewer than 5 tickets are not shown.",
  first_response_by_agent:
    "Hours from creation to the first public reply, for tickets that the agent answered first in the period. The fastest agents come first. The median of fewer than 5 tickets is not shown. The list leaves out tickets that are in the trash now.",
  resolution_times:
    "Hours from creation to the resolution, for each resolution in the period. Median and 90th percentile of fewer than 5 resolutions are not shown.",
  workload:
    "Open: tickets assigned to the agent now. Resolved: resolutions by the agent, regardless of the assignee. Replies: public replies that the agent wrote. First responses: tickets that the agent answered first, and the median hours until then. The list of resolved tickets shows each ticket once, without those in the trash.",
  busiest_hours: "Tickets created in the period, by weekday and hour of the time zone.",
  companies:
    "Tickets created in the period, by the company they had then, and tickets of the company that are open now. The 20 companies with the most tickets, then all others.",
  sla: "SLA targets that were met or breached on that day. A clock counts on the day it stopped in time, or on the day its target passed.",
  sla_by_policy:
    "SLA targets met and breached in the period, by the policy that applied. The median counted time of fewer than 5 clocks is not shown.",
  sla_by_team:
    "SLA targets met and breached in the period, by the ticket's team now. The median counted time of fewer than 5 clocks is not shown.",
  sla_by_priority:
    "SLA targets met and breached in the period, by the priority that set the target. The median counted time of fewer than 5 clocks is not shown.",
  satisfaction:
    "Surveys sent on that day, how many of these were answered, and how many of the answers were 4 or 5 (satisfied). Results of fewer than 5 answers are hidden.",
  satisfaction_by_agent:
    "Surveys sent in the period, how many of these were answered, and how many of the answers were 4 or 5 (satisfied), by the ticket's assignee when it was resolved. Results of fewer than 5 answers are hidden.",
  satisfaction_by_team:
    "Surveys sent in the period, how many of these were answered, and how many of the answers were 4 or 5 (satisfied), by the ticket's team when it was resolved. Results of fewer than 5 answers are hidden.",
  satisfaction_by_category:
    "Surveys sent in the period, how many of these were answered, and how many of the answers were 4 or 5 (satisfied), by the ticket's category when it was resolved. Results of fewer than 5 answers are hidden.",
  assignments:
    "Tickets that Docket assigned in the period, by the agent who got them and by the team's mode, even if the assignment was undone later. Same agent: because the agent had the contact's last ticket. Median wait: hours from when the ticket began to wait for an agent. The median of fewer than 5 tickets is not shown.",
  macros_used: "Uses of macros in the period, on how many tickets and by how many agents. Private macros are left out.",
  automations_fired: "Runs of automations in the period, by the name they had then. Runs are kept for 30 days.",
} as const;

export const FIGURE_DEFINITIONS = {
  created: "Tickets created in the period. The list leaves out tickets that are in the trash now.",
  resolved:
    "The number of times tickets were resolved or closed in the period. The list shows tickets whose latest resolution is in the period.",
  open: "Tickets that are not resolved, closed or in the trash now, compared with those at the end of the previous period.",
  unassigned: "Open tickets without an assignee now.",
  overdue: "Open tickets whose due date has passed.",
  ended_late: "The number of times tickets were resolved or closed after their due date, within the period.",
  median_first_response:
    "Median hours from creation to the first public reply by an agent, for tickets first answered in the period. Not shown for fewer than 5 tickets.",
  median_resolution:
    "Median hours from creation to the resolution, for each resolution in the period. Not shown for fewer than 5 resolutions.",
  reopened: "The number of times resolved or closed tickets were reopened in the period.",
} as const;
