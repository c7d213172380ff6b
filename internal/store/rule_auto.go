package store

import (
	"context"
	"strconv"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// T#a#AUTO#<rev> HEAD stands beside a draft that goes live by itself, and goes with it. Its birth in the change stream sets that going: the kind is what the stream's
// filter asks for.
const (
	kindAuto = "AUTO"
	sortAuto = "HEAD"

	attrAutoPlan   = "plan"   // S: the newest plan
	attrAutoTry    = "try"    // N: plans before that came to nothing
	attrAutoCode   = "code"   // S: why it does not go on
	attrAutoDetail = "detail" // S: the same in words
)

func autoKey(a access.Account, revision int64) table.Key {
	return table.Key{P: accountPrefix(a) + kindAuto + "#" + strconv.FormatInt(revision, 10), S: sortAuto}
}

// autoActions puts what stands beside a draft in the place of what stood beside the one before.
func autoActions(a access.Account, d, was provision.Draft) []table.Action {
	var actions []table.Action
	if was.Auto {
		actions = append(actions, table.Delete(autoKey(a, was.Revision)))
	}
	if d.Auto {
		actions = append(actions, table.Put(table.Item{Key: autoKey(a, d.Revision), Attrs: table.Attrs{attrRunKind: table.S("rules")}}, table.NotExists()))
	}
	return actions
}

// AutoDraft implements provision.DraftStore.
func (s *Store) AutoDraft(ctx context.Context, a access.Account) (provision.AutoDraft, bool, error) {
	draft, ok, err := s.get(ctx, a, draftKey(a))
	if err != nil || !ok || !draft[attrDraftAuto].True() {
		return provision.AutoDraft{}, false, err
	}
	d := provision.AutoDraft{
		Revision: draft[attrDraftRevision].Int(), Saved: parseStamp(draft[attrDraftModified].Str()), By: draft[attrDraftBy].Str(),
	}
	head, ok, err := s.get(ctx, a, autoKey(a, d.Revision))
	d.Plan, d.Try = head[attrAutoPlan].Str(), int(head[attrAutoTry].Int())
	d.Stopped = provision.AutoStop{Code: head[attrAutoCode].Str(), Detail: head[attrAutoDetail].Str()}
	return d, ok, err
}

// SaveAuto implements provision.DraftStore.
func (s *Store) SaveAuto(ctx context.Context, a access.Account, d provision.AutoDraft) error {
	return s.commitOnce(ctx, a, []table.Action{table.Put(table.Item{Key: autoKey(a, d.Revision), Attrs: table.Attrs{
		attrRunKind: table.S("rules"), attrAutoPlan: table.S(d.Plan), attrAutoTry: table.N(int64(d.Try)),
		attrAutoCode: table.S(d.Stopped.Code), attrAutoDetail: table.S(d.Stopped.Detail),
	}}, table.Exists())})
}
