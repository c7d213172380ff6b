package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// T#a#AUTO#SYNC HEAD stands while syncing is on its way to being switched on by itself. It goes in the transaction that switches it on, so that nobody is switched on who
// was switched off again. Its birth is a signal as that of a draft is.
const sortAutoSync = "SYNC"

func switchKey(a access.Account) table.Key {
	return table.Key{P: accountPrefix(a) + kindAuto + "#" + sortAutoSync, S: sortAuto}
}

func encodeSwitch(a access.Account, d provision.AutoDraft) table.Item {
	return table.Item{Key: switchKey(a), Attrs: table.Attrs{
		attrRunKind: table.S("sync"), attrAt: table.S(stamp(d.Saved)), attrDraftBy: table.S(d.By), attrAutoPlan: table.S(d.Plan), attrAutoTry: table.N(int64(d.Try)),
		attrAutoCode: table.S(d.Stopped.Code), attrAutoDetail: table.S(d.Stopped.Detail),
	}}
}

// Switching implements provision.SwitchStore.
func (s *Store) Switching(ctx context.Context, a access.Account) (provision.AutoDraft, bool, error) {
	head, ok, err := s.get(ctx, a, switchKey(a))
	if err != nil || !ok {
		return provision.AutoDraft{}, false, err
	}
	return provision.AutoDraft{
		Switch: true, Saved: parseStamp(head[attrAt].Str()), By: head[attrDraftBy].Str(), Plan: head[attrAutoPlan].Str(), Try: int(head[attrAutoTry].Int()),
		Stopped: provision.AutoStop{Code: head[attrAutoCode].Str(), Detail: head[attrAutoDetail].Str()},
	}, true, nil
}

// AskSwitch implements provision.SwitchStore.
func (s *Store) AskSwitch(ctx context.Context, a access.Account, d provision.AutoDraft) error {
	return s.commitUnmoved(ctx, a, []table.Action{table.Put(encodeSwitch(a, d), table.NotExists())})
}

// SaveSwitch implements provision.SwitchStore.
func (s *Store) SaveSwitch(ctx context.Context, a access.Account, d provision.AutoDraft) error {
	return s.commitUnmoved(ctx, a, []table.Action{table.Put(encodeSwitch(a, d), table.Equals(attrAt, table.S(stamp(d.Saved))))})
}

// DropSwitch implements provision.SwitchStore.
func (s *Store) DropSwitch(ctx context.Context, a access.Account) error {
	return s.transact(ctx, a, []table.Action{table.Delete(switchKey(a))})
}
