package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/scim/schema"
)

// recentTypes is what an account's resource types were a short time ago, and the policy version that they come from.
type recentTypes struct {
	types schema.Types
	since int64
	read  time.Time
}

// Types is the resource types as they were for the account at most SettingsAge ago, without a read for most calls; without an extension that is one read of a few bytes.
// fault.NotFound when there is no such account.
func (s *Extensions) Types(ctx context.Context, a access.Account) (schema.Types, error) {
	now := s.Now()
	known, ok := s.remembered(a)
	if ok && now.Sub(known.read) < SettingsAge {
		return known.types, nil
	}
	since, err := s.Store.ExtensionsSince(ctx, a)
	if err != nil {
		return schema.Types{}, err
	}
	fresh := recentTypes{schema.BuiltIn(), since, now}
	switch {
	case ok && known.since == since:
		fresh.types = known.types
	case since != 0:
		policy, err := s.Store.Policy(ctx, a, since)
		if err != nil {
			return schema.Types{}, err
		}
		fresh.types = policy.Types()
	}
	s.remember(a, fresh)
	return fresh.types, nil
}

func (s *Extensions) remembered(a access.Account) (recentTypes, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.recent[a]
	return t, ok
}

func (s *Extensions) remember(a access.Account, t recentTypes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.recent == nil || len(s.recent) >= maxRecent {
		s.recent = map[access.Account]recentTypes{}
	}
	s.recent[a] = t
}

func (s *Extensions) forget(a access.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.recent, a)
}
