" Colours the blocks of terms inside Markdown, and starts the language server where it can.

augroup servanda
  autocmd!
  autocmd Syntax markdown call servanda#colour()
augroup END

" The configuration is in lsp/servanda.lua; Vim and older Neovim only get the colours.
if has('nvim-0.11')
  lua vim.lsp.enable("servanda")
endif
