package inproc

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// folderShelf is a folder of folders of .eml files: <account>/<intent>.eml.
type folderShelf string

const emlSuffix = ".eml"

func (f folderShelf) has(account, intent string) (bool, error) {
	_, err := os.Stat(filepath.Join(string(f), account, intent+emlSuffix))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (f folderShelf) get(account, intent string) ([]byte, error) {
	eml, err := os.ReadFile(filepath.Join(string(f), account, intent+emlSuffix)) //nolint:gosec // the name is of the form of an intent
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return eml, err
}

// put writes beside and renames, so that a file with a mail's name is a whole mail, and returns when the disk has both.
func (f folderShelf) put(account, intent string, eml []byte) (err error) {
	folder := filepath.Join(string(f), account)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	beside := filepath.Join(folder, "."+intent+".tmp") // one at a time puts an intent away: nobody else has this file
	if err := writeSynced(beside, eml); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	if err := os.Rename(beside, filepath.Join(folder, intent+emlSuffix)); err != nil {
		return err
	}
	return syncFolder(folder)
}

func writeSynced(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the name is of the form of an intent
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// syncFolder makes the names in a folder outlive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path) //nolint:gosec // a folder of ours
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func (f folderShelf) intents(account, prefix string) (found []string, err error) {
	entries, err := os.ReadDir(filepath.Join(string(f), account))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if intent, whole := strings.CutSuffix(e.Name(), emlSuffix); whole && strings.HasPrefix(intent, prefix) {
			found = append(found, intent)
		}
	}
	return found, err
}

func (f folderShelf) drop(account string, these func(intent string) bool) error {
	folder := filepath.Join(string(f), account)
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	found := false
	for _, e := range entries {
		// With a dot one that was being put away when the process died.
		if these(strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(e.Name(), "."), ".tmp"), emlSuffix)) {
			found = true
			err = errors.Join(err, os.Remove(filepath.Join(folder, e.Name())))
		}
	}
	if err != nil || !found {
		return err
	}
	return syncFolder(folder)
}

func (f folderShelf) newest(account string, n int) ([][]byte, error) {
	folder := filepath.Join(string(f), account)
	names, err := newestNames(folder, n)
	if err != nil {
		return nil, err
	}
	mails := make([][]byte, 0, len(names))
	for _, name := range names {
		eml, err := os.ReadFile(filepath.Join(folder, name)) //nolint:gosec // a name out of a folder of ours
		if errors.Is(err, fs.ErrNotExist) {
			continue // somebody tidied up
		}
		if err != nil {
			return nil, err
		}
		mails = append(mails, eml)
	}
	return mails, nil
}

func newestNames(folder string, n int) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	type aged struct {
		name string
		at   time.Time
	}
	var files []aged
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), emlSuffix) {
			files = append(files, aged{e.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(files, func(x, y aged) int { return cmp.Or(y.at.Compare(x.at), cmp.Compare(y.name, x.name)) })
	var names []string
	for _, file := range files[:min(n, len(files))] {
		names = append(names, file.name)
	}
	return names, nil
}
