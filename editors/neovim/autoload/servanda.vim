" Adds the sentences of agreements to the syntax of the Markdown file at hand.
function! servanda#colour() abort
  let l:markdown = get(b:, 'current_syntax', 'markdown')
  unlet! b:current_syntax
  syntax include @servandaTerms syntax/servanda_terms.vim
  let b:current_syntax = l:markdown
  syntax region servandaTermsBlock keepend matchgroup=markdownCodeDelimiter
        \ start=/^\s\{,3}\z(`\{3,}\|\~\{3,}\)\s*terms\>.*$/ end=/^\s\{,3}\z1\s*$/ contains=@servandaTerms
endfunction
