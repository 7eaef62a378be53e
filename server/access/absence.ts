/**
 * Whether a user (a table's alias in a statement) is away or off, and until when, as JSON; null if not. A user's own choice comes
 * before the out-of-office time, as in `stateOf` of server/routing/agents.ts; working hours do not count. A test compares the two in every case.
 */
export const absenceOf = (user: string): string =>
  `(select case
      when a.state <> 'available' and (a.until is null or a.until > now())
        then json_build_object('state', a.state, 'until', wire_time(a.until))
      when s.away_until > now() and (a.until > now()) is not true
        then json_build_object('state', 'away', 'until', wire_time(s.away_until))
    end
    from (select ${user}.id) x
    left join agent_routing a on a.user_id = x.id
    left join notification_settings s on s.user_id = x.id)`;
