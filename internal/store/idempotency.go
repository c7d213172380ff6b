package store

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/table"
	"usersync/internal/web"
)

// An attempt is T#a#IDEM#credential, or IDEM#credential where it is the operator's, under its key, in the table that expires. What came of it is there once it is done; the status only where the
// answer is kept. It is not read back by anything but the same sender's next request under the key.
const (
	attrAttempt  = "id"       // S
	attrPrint    = "print"    // B: SHA-256 of the request
	attrBegun    = "begun"    // S
	attrOver     = "done"     // Bool
	attrStatus   = "status"   // N, as are the next of an HTTP answer
	attrLocation = "location" // S
	attrETag     = "etag"     // S
	attrType     = "type"     // S
	attrBody     = "body"     // B
)

// attemptKey is the item of a sender's key. The operator of the deployment has no account.
func attemptKey(a access.Account, t web.Attempt) table.Key {
	partition := "IDEM#" + t.Credential
	if !a.IsZero() {
		partition = accountPrefix(a) + partition
	}
	return table.Key{Table: table.Work, P: partition, S: keyText(t.Key)}
}

// writeAttempt carries out an action on an attempt.
func (s *Store) writeAttempt(ctx context.Context, a access.Account, act table.Action) error {
	if a.IsZero() {
		return s.write(ctx, []table.Action{act})
	}
	return s.transact(ctx, a, []table.Action{act})
}

// ClaimAttempt enters an attempt under its key when nothing is there but, perhaps, the attempt whose id is instead. Otherwise it enters nothing and
// returns what is there. fault.Unavailable.
func (s *Store) ClaimAttempt(ctx context.Context, a access.Account, mine web.Attempt, instead string) (earlier web.Attempt, claimed bool, err error) {
	free := table.NotExists()
	if instead != "" {
		free = table.Equals(attrAttempt, table.S(instead))
	}
	err = s.writeAttempt(ctx, a, table.Put(encodeAttempt(a, mine), free))
	canceled := table.Canceled(err)
	switch {
	case canceled == nil:
		return web.Attempt{}, err == nil, err
	case canceled.Failed(0) && canceled.Reasons[0].Item != nil:
		return decodeAttempt(mine, canceled.Reasons[0].Item.Attrs), false, nil
	default: // somebody else is at the item, or what was there has just gone
		return web.Attempt{}, false, errBusyKey(canceled)
	}
}

// SettleAttempt stores an attempt that is done, unless another has taken its place. fault.Unavailable.
func (s *Store) SettleAttempt(ctx context.Context, a access.Account, mine web.Attempt) error {
	return s.ifStillMine(ctx, a, table.Put(encodeAttempt(a, mine), stillMine(mine)))
}

// ForgetAttempt frees the key of an attempt, unless another has taken its place. fault.Unavailable.
func (s *Store) ForgetAttempt(ctx context.Context, a access.Account, mine web.Attempt) error {
	return s.ifStillMine(ctx, a, table.Delete(attemptKey(a, mine), stillMine(mine)))
}

// ifStillMine carries out an action whose condition is stillMine. That it fails is fine; a mere conflict is not.
func (s *Store) ifStillMine(ctx context.Context, a access.Account, action table.Action) error {
	err := s.writeAttempt(ctx, a, action)
	canceled := table.Canceled(err)
	if canceled == nil || canceled.Failed(0) {
		return unlessCanceled(err)
	}
	return errBusyKey(canceled)
}

func errBusyKey(cause error) error {
	return fault.New(fault.Unavailable, "busy", "Another request under the same key is on its way. Try again.").Because(cause)
}

func stillMine(t web.Attempt) table.Cond { return table.Equals(attrAttempt, table.S(t.ID)) }

func encodeAttempt(a access.Account, t web.Attempt) table.Item {
	attrs := table.Attrs{
		attrAttempt: table.S(t.ID), attrPrint: table.B(t.Print[:]), attrBegun: table.S(stamp(t.Begun)), table.TTL: table.N(t.Expires.Unix()),
		attrOver: table.Bool(t.Done),
	}
	if answer := t.Answer; answer != nil {
		attrs[attrStatus], attrs[attrBody] = table.N(int64(answer.Status)), table.B(answer.Body)
		attrs[attrLocation], attrs[attrETag], attrs[attrType] = table.S(answer.Location), table.S(answer.ETag), table.S(answer.ContentType)
	}
	return table.Item{Key: attemptKey(a, t), Attrs: attrs}
}

// decodeAttempt reads the attempt that is stored under the key of another.
func decodeAttempt(mine web.Attempt, attrs table.Attrs) web.Attempt {
	t := web.Attempt{
		Credential: mine.Credential, Key: mine.Key, ID: attrs[attrAttempt].Str(), Begun: parseStamp(attrs[attrBegun].Str()),
		Expires: time.Unix(attrs[table.TTL].Int(), 0).UTC(), Done: attrs[attrOver].True(),
	}
	copy(t.Print[:], attrs[attrPrint].Raw())
	if _, kept := attrs[attrStatus]; kept {
		t.Answer = &web.Answer{
			Status: int(attrs[attrStatus].Int()), Body: attrs[attrBody].Raw(),
			Location: attrs[attrLocation].Str(), ETag: attrs[attrETag].Str(), ContentType: attrs[attrType].Str(),
		}
	}
	return t
}
