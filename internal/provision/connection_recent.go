package provision

import (
	"context"
	"time"

	"usersync/internal/access"
)

// SettingsAge is how old a connection's settings may be when a request of its identity provider is answered.
const SettingsAge = 30 * time.Second

// maxRecent bounds how many connections are remembered: a process that serves more reads them again.
const maxRecent = 10_000

type connectionName struct {
	account access.Account
	id      string
}

type recentConnection struct {
	Connection
	read time.Time
}

// Recent is a connection as it was at most SettingsAge ago, without a read for most calls. fault.NotFound.
func (s *Connections) Recent(ctx context.Context, a access.Account, id string) (Connection, error) {
	name, now := connectionName{a, id}, s.Now()
	if c, ok := s.remembered(name, now); ok {
		return c, nil
	}
	c, err := s.Get(ctx, a, id)
	if err == nil {
		s.remember(name, recentConnection{c, now})
	}
	return c, err
}

// UniqueGroupNames reports whether no two groups of a connection may have one displayName, as it was at most SettingsAge ago.
func (s *Connections) UniqueGroupNames(ctx context.Context, a access.Account, id string) (bool, error) {
	c, err := s.Recent(ctx, a, id)
	return !c.SharedGroupNames, err
}

// IgnoresUnknownMembers reports whether members that do not exist are left out of the connection's groups, as it was at most SettingsAge ago.
func (s *Connections) IgnoresUnknownMembers(ctx context.Context, a access.Account, id string) (bool, error) {
	c, err := s.Recent(ctx, a, id)
	return c.UnknownMembers == UnknownMembersIgnored, err
}

func (s *Connections) remembered(name connectionName, now time.Time) (Connection, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.recent[name]
	return c.Connection, ok && now.Sub(c.read) < SettingsAge
}

func (s *Connections) remember(name connectionName, c recentConnection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.recent == nil || len(s.recent) >= maxRecent {
		s.recent = map[connectionName]recentConnection{}
	}
	s.recent[name] = c
}

func (s *Connections) forget(a access.Account, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.recent, connectionName{a, id})
}
