package app

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// cursorKeySize is the length of the key in bytes: AES-256.
const cursorKeySize = 32

// cursorKey is the key that seals cursors, the same in all processes of a deployment.
type cursorKey struct {
	mu  sync.Mutex
	key []byte
}

// CursorKey reads the key when it is asked for first, so that a start needs no storage. A failure is tried again with the next request.
func (app *App) CursorKey(ctx context.Context) ([]byte, error) {
	app.cursorKey.mu.Lock()
	defer app.cursorKey.mu.Unlock()
	if app.cursorKey.key != nil {
		return app.cursorKey.key, nil
	}
	fresh := make([]byte, cursorKeySize)
	if _, err := io.ReadFull(app.config.Random, fresh); err != nil {
		return nil, fmt.Errorf("make a key for cursors: %w", err)
	}
	key, err := app.store.CursorKey(ctx, fresh)
	if err == nil {
		app.cursorKey.key = key
	}
	return key, err
}
