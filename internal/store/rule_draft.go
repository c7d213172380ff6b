package store

import (
	"context"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// Attributes of T#a#RULES DRAFT.
const (
	attrDraftRevision = "rev"   // N: the newest revision that any draft had
	attrDraftOpen     = "open"  // Bool: there is a draft now
	attrDraftBase     = "base"  // N: the live version that it was begun on
	attrDraftParts    = "parts" // N: chunks of its rules
	attrDraftModified = "modified"
	attrDraftAuto     = "auto" // Bool: it goes live by itself (T#a#AUTO#<rev>)
	attrDraftBy       = "by"   // S: public id of the credential that saved it
)

var _ provision.DraftStore = (*Store)(nil)

func draftKey(a access.Account) table.Key {
	return table.Key{P: rulesKey(a).P, S: "DRAFT"}
}

func draftPartKey(a access.Account, revision int64, part int) table.Key {
	return table.Key{P: draftPartition(a, revision), S: fmt.Sprintf(chunkNumbers, part)}
}

func draftPartition(a access.Account, revision int64) string {
	return fmt.Sprintf("%sDRAFT#%d", accountPrefix(a), revision)
}

// Draft implements provision.DraftStore.
func (s *Store) Draft(ctx context.Context, a access.Account) (provision.Draft, error) {
	head, ok, err := s.get(ctx, a, draftKey(a))
	if err != nil || !ok {
		return provision.Draft{}, err
	}
	d := provision.Draft{Revision: head[attrDraftRevision].Int()}
	if !head[attrDraftOpen].True() {
		return d, nil
	}
	p, err := s.readPolicy(ctx, a, table.Query{P: draftPartition(a, d.Revision)})
	if err != nil {
		return provision.Draft{}, err
	}
	d.Open, d.Base, d.Rules, d.Modified = true, head[attrDraftBase].Int(), p.Rules, parseStamp(head[attrDraftModified].Str())
	d.Auto, d.By, d.Parts = head[attrDraftAuto].True(), head[attrDraftBy].Str(), int(head[attrDraftParts].Int())
	return d, nil
}

// SaveDraft implements provision.DraftStore.
func (s *Store) SaveDraft(ctx context.Context, a access.Account, d, was provision.Draft) error {
	actions, err := draftActions(a, d, was)
	if err != nil {
		return err
	}
	return s.commitUnmoved(ctx, a, actions)
}

// draftActions puts a draft in the place of another, whose chunks go.
func draftActions(a access.Account, d, was provision.Draft) ([]table.Action, error) {
	var chunks []table.Attrs
	if d.Open {
		var err error
		if chunks, err = policyChunks(&rule.Policy{Rules: d.Rules}); err != nil {
			return nil, err
		}
	}
	asRead := []table.Cond{table.NotExists()}
	if was.Revision != 0 {
		asRead = []table.Cond{table.Equals(attrDraftRevision, table.N(was.Revision)), table.Equals(attrDraftOpen, table.Bool(was.Open))}
	}
	actions := []table.Action{table.Put(table.Item{Key: draftKey(a), Attrs: table.Attrs{
		attrDraftRevision: table.N(d.Revision), attrDraftOpen: table.Bool(d.Open), attrDraftBase: table.N(d.Base),
		attrDraftParts: table.N(int64(len(chunks))), attrDraftModified: table.S(stamp(d.Modified)), attrDraftAuto: table.Bool(d.Auto),
		attrDraftBy: table.S(d.By),
	}}, asRead...)}
	actions = append(actions, autoActions(a, d, was)...)
	for n, attrs := range chunks {
		actions = append(actions, table.Put(table.Item{Key: draftPartKey(a, d.Revision, n), Attrs: attrs}))
	}
	for n := range was.Parts {
		actions = append(actions, table.Delete(draftPartKey(a, was.Revision, n)))
	}
	return actions, nil
}
