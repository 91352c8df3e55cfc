package vn.huetwin.server.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The arrows between the modules, and what each may never know. */
@AnalyzeClasses(
        packages = "vn.huetwin",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestJars.class})
class ArchitectureTest {
    /** Fixtures of a module come to others as a jar. */
    static final class WithoutTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String ONTOLOGY = "vn.huetwin.ontology..";
    private static final String TILES = "vn.huetwin.tiles..";
    private static final String INGEST = "vn.huetwin.ingest..";
    private static final String SERVER = "vn.huetwin.server..";

    @ArchTest
    static final ArchRule fourRoots = classes().should().resideInAnyPackage(ONTOLOGY, TILES, INGEST, SERVER);

    @ArchTest
    static final ArchRule ontologyKnowsNobody = noClasses()
            .that()
            .resideInAPackage(ONTOLOGY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TILES, INGEST, SERVER);

    @ArchTest
    static final ArchRule tilesKnowOnlyTheOntology = noClasses()
            .that()
            .resideInAPackage(TILES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INGEST, SERVER);

    @ArchTest
    static final ArchRule ingestKnowsOnlyTheOntology = noClasses()
            .that()
            .resideInAPackage(INGEST)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TILES, SERVER);

    @ArchTest
    static final ArchRule vertxIsAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .because("inside is plain blocking Java");

    @ArchTest
    static final ArchRule theOntologyKnowsNoHttp = noClasses()
            .that()
            .resideInAPackage(ONTOLOGY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "com.sun.net.httpserver..");

    @ArchTest
    static final ArchRule theServerHasNoSqlOfItsOwn = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Statement.class, PreparedStatement.class, ResultSet.class, DriverManager.class)
            .because("the ontology's stores ask the database; the server asks them");

    @ArchTest
    static final ArchRule packagesOfAModuleHaveNoCycles =
            slices().matching("vn.huetwin.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesAreNounsOfTheField = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("DTO")
            .orShould()
            .haveSimpleNameEndingWith("Dto")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule nothingChangesBehindAStaticField = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(not(resideInAPackage("..generated..")))
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToTheConsole = noClasses()
            .that()
            .resideOutsideOfPackage("vn.huetwin.server.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule onlyTheCommandLineReadsTheEnvironmentOrExits = noClasses()
            .that()
            .resideOutsideOfPackages("vn.huetwin.server.cli..", "vn.huetwin.ontology.postgres..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    /** The GeoTools wrapper carries an SLF4J without a voice; ours has to come before it on the class path. */
    @Test
    void logsGoToLogback() {
        assertEquals(
                "ch.qos.logback.classic.LoggerContext",
                LoggerFactory.getILoggerFactory().getClass().getName());
    }
}
