"""The staff views: fetch what this user may see (else 404), ask what they may do (else 403), act or render."""
