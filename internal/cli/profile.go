package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// defaultProfile is the profile that is taken when none is named.
const defaultProfile = "default"

// profile is one deployment, with the key for it.
type profile struct {
	URL string `yaml:"url"`
	Key string `yaml:"key,omitempty"`
}

// profilesFile is what profiles.yaml holds.
type profilesFile struct {
	Profiles map[string]profile `yaml:"profiles"`
}

func profilesPath(folder string) string { return filepath.Join(folder, "profiles.yaml") }

// readProfiles reads the profiles of a folder. Where there is no file there are none. A file with keys that others may read is refused: it may have been read already.
func readProfiles(folder string) (map[string]profile, error) {
	if folder == "" {
		return map[string]profile{}, nil
	}
	path := profilesPath(folder)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]profile{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, usage("%s holds keys, and others may read it. Say chmod 600 %[1]s, and make new keys if somebody may have.", path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the user's own file
	if err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	var file profilesFile
	if yaml.Unmarshal(text, &file) != nil { // its error would repeat lines with keys
		return nil, usage("%s cannot be read as YAML. Mend it, or remove it and log in again.", path)
	}
	if file.Profiles == nil {
		file.Profiles = map[string]profile{}
	}
	return file.Profiles, nil
}

// writeProfiles puts the file in its place by a rename. Nobody else may read it.
func writeProfiles(folder string, all map[string]profile) error {
	text, err := yaml.Marshal(profilesFile{all})
	if err != nil {
		return fmt.Errorf("write profiles: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("write profiles: %w", err)
	}
	temporary, err := os.CreateTemp(folder, ".profiles-*") // 0600
	if err != nil {
		return fmt.Errorf("write profiles: %w", err)
	}
	_, err = temporary.Write(text)
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), profilesPath(folder))
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return fmt.Errorf("write profiles: %w", err)
	}
	return nil
}
