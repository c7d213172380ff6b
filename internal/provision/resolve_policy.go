package provision

import (
	"context"
	"slices"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// How long a live version may be trusted, how many accounts' versions and how many compiled policies are kept.
const (
	versionTTL    = 2 * time.Second
	maxVersions   = 1000
	maxPolicySets = 64
)

// policyCache keeps live versions for a moment, and compiled policies, which never change. The zero value is ready for use. It is
// never locked while the store is read.
type policyCache struct {
	mu   sync.Mutex
	live map[string]liveVersion // by account id
	sets []cachedSet            // least recently used first
}

type liveVersion struct {
	version int64
	read    time.Time
}

type cachedSet struct {
	account string
	version int64
	set     *rule.Set
}

// atLeast returns the live policy, compiled: one read at most versionTTL ago, and never one older than version.
func (c *policyCache) atLeast(ctx context.Context, r *Resolver, a access.Account, version int64) (*rule.Set, error) {
	now := r.Now()
	if live, ok := c.known(a, now); ok && live >= version {
		return c.compiled(ctx, r.Policies, a, live)
	}
	live, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return nil, err
	}
	c.learn(a, live, now)
	return c.compiled(ctx, r.Policies, a, live)
}

func (c *policyCache) known(a access.Account, now time.Time) (int64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	live, ok := c.live[a.ID()]
	age := now.Sub(live.read)
	return live.version, ok && age >= 0 && age < versionTTL
}

func (c *policyCache) learn(a access.Account, version int64, read time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.live == nil || len(c.live) >= maxVersions {
		c.live = map[string]liveVersion{}
	}
	if version >= c.live[a.ID()].version {
		c.live[a.ID()] = liveVersion{version, read}
	}
}

// compiled returns one version, compiled. Two callers may compile the same one at once; that costs time and nothing else.
func (c *policyCache) compiled(ctx context.Context, policies Policies, a access.Account, version int64) (*rule.Set, error) {
	if set := c.touch(a, version); set != nil {
		return set, nil
	}
	policy, err := policies.Policy(ctx, a, version)
	if err != nil {
		return nil, err
	}
	set := rule.Compile(policy)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.sets) >= maxPolicySets {
		c.sets = slices.Delete(c.sets, 0, 1)
	}
	c.sets = append(c.sets, cachedSet{a.ID(), version, set})
	return set, nil
}

func (c *policyCache) touch(a access.Account, version int64) *rule.Set {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := slices.IndexFunc(c.sets, func(s cachedSet) bool { return s.account == a.ID() && s.version == version })
	if at < 0 {
		return nil
	}
	found := c.sets[at]
	c.sets = append(slices.Delete(c.sets, at, at+1), found)
	return found.set
}
