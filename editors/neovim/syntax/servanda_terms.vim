" made by scripts/editor_syntax.py; do not edit
if exists('b:current_syntax') | finish | endif
syntax case ignore
syntax sync minlines=50
syntax match servandaLabel /\[[^\]]*\]/
syntax match servandaNumber /\v<\d[0-9,.:]*[%]=|<D[+-]\d+/
syntax match servandaDate /\v<\d{4}-\d{2}-\d{2}>/
syntax match servandaWord /\v<%(continues\_s+after\_s+the\_s+end\_s+of\_s+the\_s+agreement|starts\_s+again\_s+in\_s+each\_s+renewal|hold\_s+its\_s+positions\_s+of|without\_s+the\_s+leave\_s+of|at\_s+the\_s+distances\_s+in|is\_s+found\_s+breached|with\_s+the\_s+leave\_s+of|entry\_s+into\_s+force|on\_s+the\_s+same\_s+day|at\_s+the\_s+pace\_s+of|is\_s+verified\_s+by|the\_s+earlier\_s+of|have\_s+not\_s+been|the\_s+agreement|has\_s+not\_s+been|kind\_s+by\_s+kind|refrain\_s+from|the\_s+later\_s+of|is\_s+in\_s+force|is\_s+not\_s+done|its\_s+part\_s+of|instead\_s+of|reading\_s+of|for\_s+every|have\_s+been|the\_s+other|the\_s+start|under\_s+way|begin\_s+to|for\_s+each|has\_s+been|of\_s+which|on\_s+which|together|against|another|as\_s+many|at\_s+once|between|is\_s+done|of\_s+whom|outside|signing|the\_s+day|the\_s+end|through|towards|across|before|begins|beyond|except|in\_s+any|inside|no\_s+one|others|out\_s+of|unless|within|above|after|along|below|count|every|other|until|which|while|each|ends|from|have|into|keep|more|near|only|over|than|that|then|when|with|and|any|are|for|has|its|let|not|the|who|an|as|at|be|by|if|in|is|it|no|of|on|or|to|a)>-@!/
syntax match servandaQuantity /\v<%(each\_s+calendar\_s+month|each\_s+calendar\_s+year|nautical\_s+miles|nautical\_s+mile|fewer\_s+than|kilometers|kilometres|each\_s+term|each\_s+week|every\_s+day|kilometer|kilometre|less\_s+than|more\_s+than|at\_s+least|each\_s+day|in\_s+a\_s+row|in\_s+total|the\_s+rest|at\_s+most|exactly|minutes|meters|metres|minute|months|about|hours|meter|metre|miles|month|weeks|years|days|feet|foot|hour|mile|week|year|all|day|cm|kg|km|mm|m)>-@!/
syntax match servandaModal /\v<%(are\_s+released\_s+from|is\_s+released\_s+from|must\_s+never\_s+have|is\_s+extended\_s+by|are\_s+suspended|is\_s+suspended|renews\_s+for|must\_s+not|must|may)>-@!/
syntax match servandaRefused /\v<%(until\_s+further\_s+notice|as\_s+soon\_s+as\_s+possible|unless\_s+and\_s+until|are\_s+obliged\_s+to|not\_s+fewer\_s+than|not\_s+later\_s+than|approximately|is\_s+obliged\_s+to|no\_s+fewer\_s+than|no\_s+later\_s+than|not\_s+less\_s+than|not\_s+more\_s+than|provided\_s+that|undertakes\_s+to|a\_s+maximum\_s+of|a\_s+minimum\_s+of|no\_s+less\_s+than|no\_s+more\_s+than|ensure\_s+that|immediately|as\_s+well\_s+as|agrees\_s+to|per\_s+month|shall\_s+not|midnight|per\_s+week|provided|will\_s+not|may\_s+not|monthly|neither|per\_s+day|roughly|and\/or|around|cannot|either|ensure|nobody|should|weekly|daily|never|shall|their|up\_s+to|both|none|noon|some|them|they|will|can|nor)>-@!/
syntax region servandaNote start=/not checked:/ end=/\.\s*$/ end=/^\s*\ze\[/
highlight default link servandaLabel Label
highlight default link servandaNumber Number
highlight default link servandaDate Number
highlight default link servandaNote Comment
highlight default link servandaRefused Error
highlight default link servandaModal Statement
highlight default link servandaQuantity Type
highlight default link servandaWord Keyword
let b:current_syntax = 'servanda_terms'
