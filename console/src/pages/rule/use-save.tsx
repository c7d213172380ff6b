import Link from '@cloudscape-design/components/link';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schema, Versioned } from '../../api/client';
import { isStale, Problem } from '../../api/problem';
import { createRule, replaceRule, rulesKey, rulesQuery, type Rule } from '../../api/rules';
import { showFlash } from '../../app/flash';

type Body = Schema<'CreateRuleInputBody'>;

/** Seen is what the form was opened with. */
export interface Seen {
  rule?: Rule;
  etag: string;
}

/** RuleClash says that somebody else changed the same rule in the meantime. */
export class RuleClash extends Error {
  readonly theirs: Rule;
  readonly etag: string;
  constructor(theirs: Rule, etag: string) {
    super('somebody else changed the rule');
    this.theirs = theirs;
    this.etag = etag;
  }
}

/** same tells whether a rule says what it said; its place and what is wrong with it are not what the form writes. */
function same(a: Rule, b: Rule): boolean {
  const said = (rule: Rule) => JSON.stringify(Object.entries({ ...rule, position: 0, problems: null }).sort());
  return said(a) === said(b);
}

/**
 * useSave saves a rule. All rules share one version: where only other rules have changed since the form was opened, nothing is written over, and it is saved
 * all the same. Where this rule has changed, or is gone, it throws a RuleClash or a Problem.
 */
export function useSave({ rule, etag }: Seen) {
  const client = useQueryClient();
  const write = (body: Body, version: string): Promise<Versioned<Rule>> => (rule ? replaceRule(rule.id, { ...body, position: undefined }, version) : createRule(body, version));
  return useMutation({
    scope: { id: 'rules' },
    mutationFn: async (body: Body) => {
      try {
        return await write(body, etag);
      } catch (error) {
        if (!isStale(error)) throw error;
        const now = await client.fetchQuery({ ...rulesQuery(), staleTime: 0 });
        const theirs = rule && now.items.find((other) => other.id === rule.id);
        if (rule && !theirs) throw new Problem(404, 'not_found', '');
        if (rule && theirs && !same(rule, theirs)) throw new RuleClash(theirs, now.etag);
        return write(body, now.etag);
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: rulesKey }),
  });
}

/** announceSaved says that a rule is saved, with a link to it. */
export function announceSaved(text: string, link: string, to: string): void {
  showFlash({
    id: 'rule-saved',
    type: 'success',
    content: (
      <>
        {text} <Link href={to} color="inverted">{link}</Link>
      </>
    ),
  });
}
