#include "indexer/text/stop_words.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace garner {
namespace {

struct List {
  std::string_view language;
  std::string_view words;  // folded, separated by blanks
};

// clang-format off
constexpr List kLists[] = {
    {"en",
     "a about above after again all already also always am an and another any anybody anyone anything "
     "are as at away back be because been before being both but by came can cannot cant come could "
     "did didnt do does doesnt doing done dont down each either else even ever every everybody "
     "everyone everything few for from get gets getting give gives go goes going gone gonna got had "
     "has hasnt have havent having he hello help her here hers hey hi him his how i id if ill im in "
     "into is isnt it its itself ive just keep keeps kind know let like look looks lot made make "
     "makes many may maybe me might mine more most much must my myself need needs never no nobody "
     "none not nothing now of off oh ok okay on once one only or other our ours out over own people "
     "please quite rather really s said same say says see seem seems she should shouldnt since so "
     "some somebody someone something still such sure t take takes than thank thanks that thats the "
     "their them then there these they theyre thing things think this those though through to today "
     "together told too took tried try trying two u until up upon us use used using very via want "
     "wanted wants was wasnt way we well went were weve what whats when where which while who whole "
     "whose why will with within without wont would wouldnt yes yet you your youre yours yourself "
     "youve"},
    {"de",
     "ab aber alle allem allen aller alles als also am an andere anderen auch auf aus ausser bei beim "
     "bereits bin bis bist bitte da dabei dafur damit danach dank danke dann daran darauf das dass "
     "davon dazu dein deine dem den denn der des deshalb die dies diese diesem diesen dieser dieses "
     "doch dort du durch eben ein eine einem einen einer eines einfach einmal er es etwa etwas euch "
     "euer fur ganz gar geht gehts gerade gern gerne gesagt gibt gibts grusse gut guten hab habe "
     "haben hallo hat hatte hatten heute hier hilfe ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im "
     "immer in ins irgendwie ist ja jede jeden jeder jedes jemand jetzt kann kein keine keinen keiner "
     "konnen konnt konnte lasst leider machen macht mal man mehr mein meine meinem meinen meiner "
     "meines mich mir mit moin muss mussen nach nein nicht nichts noch nun nur ob oder ohne schon "
     "sehr sein seine seit seitdem selbst sich sie sind so sogar soll sollte sonst steht tag trotzdem "
     "tun uber um und uns unser unsere unter viel viele vielen vom von vor war waren warum was weder "
     "weil weiss welche wenn wer werde werden wie wieder will wir wird wirklich wo woran wurde wurden "
     "zu zum zur zwar"},
    {"fr",
     "a afin ai aide ainsi alors apres as assez au aucun aucune aujourd aupres aussi autre autres aux "
     "avait avec avez avoir avons beaucoup bien bonjour bonsoir c ca car ce cela celle celui ces cet "
     "cette chaque chez comme comment d dans de deja depuis des dire dit dois doit donc dont du elle "
     "elles en encore entre es est et etaient etait etant ete etes etre eu eux faire fait faut fois "
     "font hors hui ici il ils j jamais je jusqu juste l la le les leur leurs lors lorsque lui m ma "
     "mais me meme merci mes mettre moi moins mon n ne ni non nos notre nous on ont ou oui par parce "
     "pas pendant personne peu peut peux plus plusieurs plutot pour pourquoi pourtant pouvez pres "
     "puis qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi rien s sa sais "
     "salut sans se sera ses si sinon soit son sont sous suis sur svp t ta te tellement tes toi ton "
     "toujours tous tout toute toutes tres tu un une va vais vers veut veux voici voila vont vos "
     "votre vous vraiment y"},
    {"es",
     "a acaba ademas ahi ahora al algo alguien algun alguna algunos alli ante antes aqui asi aun "
     "aunque ayuda bien buenas bueno buenos cada casi como con contra cosa cosas cual cuando cuanto "
     "da de deberia debo del desde despues dia dias dice dicen donde dos durante e el ella ellas "
     "ellos en entonces entre era es esa ese eso esos esta estaba estado estamos estan estar estas "
     "este esto estos estoy favor fue fuera gracias ha habia hace hacer haciendo hago han has hasta "
     "hay haya he hola incluso ir la las le les lo los luego mas me menos mi mientras mio mis misma "
     "mismo mucho muchos muy nada nadie ni ningun ninguna no nos nosotros nuestra nuestro o os otra "
     "otras otro otros para pero poco podeis podria por porfa porque puede pueden puedo pues que "
     "queria quien quiere quiero sabe se sea sean segun ser si sido siempre siendo sigue sin sobre "
     "solo son soy su sus tal tambien tampoco tan tanto te tengo tiene tienen toda todas todavia todo "
     "todos tras tu tus un una unas uno unos usted va vale vamos van veces ver vez voy y ya yo"},
    {"pt",
     "a acaba acho agora ai ainda ajuda alem algo alguem algum alguma alguns ali ante antes ao aos "
     "apenas apos aquela aquele aqui aquilo as assim ate bem boa bom cada coisa com como consegue "
     "consigo contra da dao das de dela dele deles demais depois desde dessa desse desta deste deve "
     "dia dias disso diz do dois dos e ela elas ele eles em enquanto entao entre era essa esse esta "
     "estao estar estava este estes estou eu faco favor faz fazer fica foi for foram gente ha isso "
     "isto ja la lhe lo mais mas me mesma mesmo meu meus minha minhas muita muito muitos na nada nao "
     "nas nem nenhum nenhuma ninguem no nos nossa nosso num numa nunca o obrigada obrigado oi ola "
     "onde os ou outra outras outro outros para pela pelas pelo pelos per pode podem pois por porque "
     "posso pra pro qual quando quanto que quem quer quero sabe se seja sem sempre sendo ser sera seu "
     "seus si sim so sobre sou sua suas tal tambem tao te tem temos tenho ter teve tinha toda todas "
     "todo todos tudo um uma umas uns vai vamos vez vezes voce voces vou"},
    {"it",
     "a abbiamo adesso ai aiuto al alla alle allo altra altre altri altro anche ancora anni avere "
     "avete aveva bene buongiorno c che chi ci ciao cio come con cosa cosi cui da dai dal dalla dalle "
     "degli dei del della delle dello deve devo di dopo dove due e ecco ed era erano essere fa faccio "
     "far fare fatto fino fra gia gli grazie ha hai hanno ho i il in invece io l la le lei li lo loro "
     "lui ma me mentre mi mia mie miei mio molto ne nei nel nella nelle nessun nessuno niente no noi "
     "non nostro o ogni ora per perche pero piu poco poi possibile posso potete prego prima proprio "
     "puo qual qualche qualcosa qualcuno quale quando quanto quasi quel quella quelle quelli quello "
     "questa queste questi questo qui s sa salve se sei sembra sempre senza si sia siamo solo sono "
     "sopra sotto sta stata stato sto su sua sue sui sul sulla suo suoi tra troppo tu tua tutta tutte "
     "tutti tutto un una uno va vi via voglio voi vorrei vostro"},
    {"nl",
     "aan af al alle alleen allemaal als altijd andere anders bedankt beetje ben bent bij bijna daar "
     "daarna dag dan dank dat de deze die dit doe doen doet door dus een eens eerst en er even ga "
     "gaan gaat geen geweest goed graag groeten had hallo heb hebben hebt heeft heel help hem hen het "
     "hier hij hoe hoi hun iemand iets ik in is ja jaar je jij jou jouw jullie kan kon kunnen kunt "
     "lijkt maak maar me meer meerdere mensen met mij mijn moet moeten mogelijk mogen na naar net "
     "niet niets nieuwe nog nooit nu of om omdat onder ons onze ook op over sinds soms steeds te "
     "terug tijd toch toe toen tot tussen u uit uw van vanaf veel via voor waar waarom wanneer want "
     "waren was wat we weer weet wel welke werd wie wij wil worden wordt zal ze zeer zelf zich zie "
     "zij zijn zo zonder zou"},
    {"sv",
     "alla allt att av bara behover bli blir bra da dar de dem den denna det detta dig din dock du "
     "efter eller en er ett fick finns for fran gar gick god gor ha hade han har hej hela helt hjalp "
     "hon hur i igen in ingen inget inte ja jag kan kanske kommer kunde kunna man med men mer mig min "
     "mina mitt mot mycket nagon nagot nar nej ni nu nya och ocksa om over pa sa sad sager samma se "
     "sedan ser sig sin sina sitt ska skulle som tack till typ under upp ut utan vad var vara varfor "
     "vart vet vi vid vidare vilken vill"},
    {"da",
     "af alle alt altid at bare blev bliver da de dem den denne der deres det dette dig din dog du "
     "efter eller en er et far for fordi fra gar godt gor ham han har havde hej helt her hjaelp hun "
     "hvad hvem hver hvis hvor hvordan hvorfor i igen ikke ind ingen intet ja jeg kan kom kun kunne "
     "lige man mange med meget men mere mig min mine mit mod nar ned nej nogen noget nogle nu og ogsa "
     "om op os over pa sa se selv siden sig sin skal skulle som tak til ud uden under vaere var ved "
     "vi vil ville"},
    {"ru",
     "а без более бы был была были было быть в вам вас весь во вот все всего всем всех вы где да даже "
     "для до его ее если есть еще же за здесь здравствуйте и из или им их к как какой ко когда "
     "которые который кто ли либо лишь меня мне может можно мой мы на над надо нам нас не него нее "
     "нет ни них но ну о об однако он она они оно от очень по под пожалуйста после потом потому "
     "почему при привет про раз с сам свой себя сейчас со спасибо так также такой там те тем теперь "
     "то тогда того тоже только том тот ту ты у уже хотя хочу чего чем через что чтобы это этого этой "
     "этом этот эту я"},
    {"ja",
     "あの あります ある い いた いて います いる う お おり お願い か かも から が き く くだ ください けど こと この これ ご さ さい し した して しま します じゃ "
     "す すみません する ず せ せん そう その それ た たい たら だ だけ だっ ち っ って て ては で でき でし です でも と という とか どう どの な ない なく なけれ "
     "なさい なっ など なに なの なり なる なん に の ので のに は はい ば へ ほど まし ました ます ませ ません また まで も もう ものの や やっ よ よう より ら "
     "られ り る れ わ を ん 今 件 何 場合 教え 方 時 状態 私"},
    {"zh",
     "一 一个 上 不 为什么 也 了 人 什么 他 会 你 你好 到 去 可以 吗 吧 呢 和 啊 在 她 好 它 就 很 怎么 您 您好 我 我的 是 有 没有 的 看 着 自己 要 说 请 "
     "请问 谢谢 这 那 都"},
};
// clang-format on

using Words = std::unordered_set<std::string_view>;

std::unordered_map<std::string_view, Words> read_lists() {
  std::unordered_map<std::string_view, Words> lists;
  for (const List& list : kLists) {
    Words& words = lists[list.language];
    for (std::size_t at = 0; at < list.words.size();) {
      const std::size_t end = std::min(list.words.find(' ', at), list.words.size());
      words.insert(list.words.substr(at, end - at));
      at = end + 1;
    }
  }
  return lists;
}

}  // namespace

bool is_stop_word(std::string_view word, std::string_view language) {
  static const auto lists = read_lists();
  const auto list = lists.find(language);
  return list != lists.end() && list->second.count(word) > 0;
}

}  // namespace garner
