package store

import (
	"context"
	"fmt"
	"strconv"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.VersionStore = (*Store)(nil)

// rulesVersionKey is T#a#RULEVERS <revision>: version N and published S of the first policy that had these rules.
func rulesVersionKey(a access.Account, revision int64) table.Key {
	return table.Key{P: accountPrefix(a) + "RULEVERS", S: fmt.Sprintf("%012d", revision)}
}

// RulesVersions implements provision.VersionStore.
func (s *Store) RulesVersions(ctx context.Context, a access.Account, before int64, limit int) ([]provision.RulesVersion, error) {
	q := table.Query{P: rulesVersionKey(a, 0).P, Desc: true, Limit: limit}
	if before != 0 {
		q.To = rulesVersionKey(a, before-1).S
	}
	page, err := s.query(ctx, a, q)
	if err != nil {
		return nil, err
	}
	var list []provision.RulesVersion
	for _, item := range page.Items {
		revision, err := strconv.ParseInt(item.Key.S, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read revision: %w", err)
		}
		list = append(list, decodeRulesVersion(revision, item.Attrs))
	}
	return list, nil
}

// RulesVersion implements provision.VersionStore.
func (s *Store) RulesVersion(ctx context.Context, a access.Account, revision int64) (provision.RulesVersion, bool, error) {
	attrs, ok, err := s.get(ctx, a, rulesVersionKey(a, revision))
	if err != nil || !ok {
		return provision.RulesVersion{}, false, err
	}
	return decodeRulesVersion(revision, attrs), true, nil
}

func decodeRulesVersion(revision int64, attrs table.Attrs) provision.RulesVersion {
	return provision.RulesVersion{Revision: revision, Version: attrs[attrLive].Int(), Published: parseStamp(attrs[attrPublished].Str())}
}
