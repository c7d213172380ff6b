package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// A snapshot is the policy as JSON, compressed when it is large, cut into chunks T#a#RULESNAP#v <0000> with the attribute attrJSON.
const (
	attrPacked   = "gz"      // Bool, on every chunk: the whole is compressed
	chunkBytes   = 350 << 10 // of the 400 KB that an item may have
	packAbove    = 32 << 10
	maxSnapshot  = 3 << 20  // compressed: it is written in one transaction, which may have 4 MB
	maxUnpacked  = 64 << 20 // a snapshot of ours is never larger
	chunkNumbers = "%04d"
)

// Policy returns a published snapshot. fault.NotFound when there is no such version.
func (s *Store) Policy(ctx context.Context, a access.Account, version int64) (*rule.Policy, error) {
	return s.readPolicy(ctx, a, table.Query{P: snapshotPartition(a, version)})
}

// readPolicy puts the chunks that q finds together. fault.NotFound when there are none.
func (s *Store) readPolicy(ctx context.Context, a access.Account, q table.Query) (*rule.Policy, error) {
	var body []byte
	packed := false
	err := s.each(ctx, a, q, func(item table.Item) error {
		body = append(body, item.Attrs[attrJSON].Raw()...)
		packed = item.Attrs[attrPacked].True()
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return nil, fault.New(fault.NotFound, "policy_not_found", "There is no such version of the rules.")
	}
	return decodePolicy(body, packed)
}

func decodePolicy(body []byte, packed bool) (*rule.Policy, error) {
	if packed {
		reader, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("unpack policy: %w", err)
		}
		if body, err = io.ReadAll(io.LimitReader(reader, maxUnpacked)); err != nil {
			return nil, fmt.Errorf("unpack policy: %w", err)
		}
	}
	p := new(rule.Policy)
	if err := json.Unmarshal(body, p); err != nil {
		return nil, fmt.Errorf("decode policy: %w", err)
	}
	return p, nil
}

// encodePolicy returns the actions that write a snapshot, each refused when that version exists. fault.TooLarge.
func encodePolicy(a access.Account, p *rule.Policy) ([]table.Action, error) {
	chunks, err := policyChunks(p)
	if err != nil {
		return nil, err
	}
	var actions []table.Action
	for n, attrs := range chunks {
		key := table.Key{P: snapshotPartition(a, p.Version), S: fmt.Sprintf(chunkNumbers, n)}
		actions = append(actions, table.Put(table.Item{Key: key, Attrs: attrs}, table.NotExists()))
	}
	return actions, nil
}

// policyChunks is a policy as the attributes of the items that hold it, in order. fault.TooLarge.
func policyChunks(p *rule.Policy) ([]table.Attrs, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode policy: %w", err)
	}
	packed := len(body) > packAbove
	if packed {
		if body, err = pack(body); err != nil {
			return nil, err
		}
	}
	if len(body) > maxSnapshot {
		return nil, fault.New(fault.TooLarge, "policy_too_large", "Rules and catalogue together are too large. Shorten descriptions and conditions.")
	}
	var chunks []table.Attrs
	for len(body) > 0 {
		size := min(len(body), chunkBytes)
		chunks = append(chunks, table.Attrs{attrJSON: table.B(body[:size]), attrPacked: table.Bool(packed)})
		body = body[size:]
	}
	return chunks, nil
}

// packers are writers that are used again, as each takes more memory than what it packs.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func pack(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(&out)
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("pack policy: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack policy: %w", err)
	}
	return out.Bytes(), nil
}
