import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { explainQuery, type User } from '../../api/users';
import { Loaded } from '../../common/states';
import { DecisionTable } from '../../outcome/decision';
import { RuleVerdicts } from '../../outcome/verdicts';
import { PastTime } from './past-time';

interface WhyProps {
  user: User;
  /** A time in the past, as RFC 3339 writes it; absent: now. */
  at: string | undefined;
  setAt: (at: string | undefined) => void;
}

/** Why is the winner and every loser of each thing that somebody could have, now or at a past time. */
export function Why({ user, at, setAt }: WhyProps) {
  const decision = useQuery(explainQuery(user.id, at));
  return (
    <SpaceBetween size="l">
      <PastTime at={at} set={setAt} />
      <Loaded query={decision}>
        {(d) => (
          <SpaceBetween size="l">
            <DecisionTable decision={d} user={at ? undefined : user} />
            <RuleVerdicts decision={d} />
          </SpaceBetween>
        )}
      </Loaded>
    </SpaceBetween>
  );
}
