package local

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestStoragesWalkAlike asks both storages for random spans, which may end behind all keys.
func TestStoragesWalkAlike(t *testing.T) {
	_, f := newFile(t, filepath.Join(t.TempDir(), "db"), NoSync())
	storages := map[string]storage{"file": f, "memory": &memory{wake: func() {}}}
	keys := rapid.StringMatching(`[mxyz]{1,2}`)
	rapid.Check(t, func(t *rapid.T) {
		present := map[string]string{}
		for _, key := range rapid.SliceOfN(keys, 0, 8).Draw(t, "keys") {
			present[key] = "value of " + key
		}
		s := span{keys.Draw(t, "from"), keys.Draw(t, "to")}
		desc := rapid.Bool().Draw(t, "desc")
		for name, st := range storages {
			fillWith(t, st, present)
			if got, want := walked(t, st, s, desc), within(present, s, desc); !slices.Equal(got, want) {
				t.Fatalf("%s: %v has %v, want %v", name, s, got, want)
			}
		}
	})
}

// TestARefusalWritesNothing is about both storages: a decision with an error leaves no trace, whatever it holds.
func TestARefusalWritesNothing(t *testing.T) {
	_, f := newFile(t, filepath.Join(t.TempDir(), "db"))
	for name, st := range map[string]storage{"file": f, "memory": &memory{wake: func() { t.Error("woken by a refusal") }}} {
		refusal := errors.New("refused")
		err := st.commit(t.Context(), func(reader) decision {
			return decision{writes: []write{{"x", "y"}}, wakes: true, err: refusal}
		})
		if !errors.Is(err, refusal) {
			t.Errorf("%s: %v, want the refusal", name, err)
		}
		if err := st.read(func(r reader) error {
			if r.get("x") != "" {
				t.Errorf("%s: written all the same", name)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
}

// fillWith makes the map hold exactly these.
func fillWith(t *rapid.T, st storage, present map[string]string) {
	err := st.commit(t.Context(), func(r reader) (d decision) {
		r.walk(span{"", "~"}, false, func(key, _ string) bool {
			d.writes = append(d.writes, write{key: key})
			return true
		})
		for key, value := range present {
			d.writes = append(d.writes, write{key, value})
		}
		return d
	})
	if err != nil {
		t.Fatal(err)
	}
}

func walked(t *rapid.T, st storage, s span, desc bool) (found []string) {
	err := st.read(func(r reader) error {
		r.walk(s, desc, func(key, value string) bool {
			if value != r.get(key) {
				t.Fatalf("%q is %q and %q", key, value, r.get(key))
			}
			found = append(found, key)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func within(present map[string]string, s span, desc bool) (found []string) {
	for key := range present {
		if s.holds(key) {
			found = append(found, key)
		}
	}
	slices.Sort(found)
	if desc {
		slices.Reverse(found)
	}
	return found
}
